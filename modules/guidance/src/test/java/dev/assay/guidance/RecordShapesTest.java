package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored or sent holds only what one JSON mapping knows: text, numbers, flags, enums, lists, maps, records. */
class RecordShapesTest {
    private static final Set<Class<?>> PLAIN =
            Set.of(String.class, Boolean.class, Integer.class, Long.class, Double.class);

    @ParameterizedTest
    @ValueSource(
            classes = {
                Advice.class,
                Judgement.class,
                DecisionInput.class,
                Objectives.class,
                RunFacts.class,
                HardwareProfile.class,
                dev.assay.guidance.claims.Claim.class,
                dev.assay.guidance.claims.Assessment.class,
                RuleSet.class
            })
    void storedRecordsArePlain(Class<?> type) {
        check(type, type.getSimpleName(), new HashSet<>());
    }

    private static void check(Type type, String where, Set<Type> seen) {
        if (!seen.add(type)) {
            return;
        }
        if (type instanceof ParameterizedType generic) {
            assertThat(generic.getRawType()).as(where).isIn(List.class, Map.class);
            for (Type argument : generic.getActualTypeArguments()) {
                check(argument, where, seen);
            }
            return;
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isPrimitive() || raw.isEnum() || PLAIN.contains(raw)) {
            return;
        }
        assertThat(raw.isRecord()).as(where + " is a " + raw).isTrue();
        for (RecordComponent component : raw.getRecordComponents()) {
            check(component.getGenericType(), where + "." + component.getName(), seen);
        }
    }
}
