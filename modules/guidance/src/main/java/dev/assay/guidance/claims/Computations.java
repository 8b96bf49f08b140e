package dev.assay.guidance.claims;

import dev.assay.guidance.claims.Working.Sheet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The arithmetic of the ledger by name. Each is a pure function that writes down what it does. */
public final class Computations {
    private static final Map<String, Supplier<Sheet>> ALL = all();

    private Computations() {}

    /** The names that claims may use. */
    public static Set<String> names() {
        return ALL.keySet();
    }

    /** The sheet of a computation, done anew; empty when nobody wrote one of that name. */
    public static Optional<Sheet> sheet(@Nullable String name) {
        return name == null
                ? Optional.empty()
                : Optional.ofNullable(ALL.get(name)).map(Supplier::get);
    }

    private static Map<String, Supplier<Sheet>> all() {
        Map<String, Supplier<Sheet>> all = new LinkedHashMap<>();
        all.putAll(EdgeArithmetic.ALL);
        all.putAll(MoneyArithmetic.ALL);
        all.putAll(ServingArithmetic.ALL);
        all.putAll(LearningArithmetic.ALL);
        all.putAll(TableArithmetic.ALL);
        return Map.copyOf(all);
    }
}
