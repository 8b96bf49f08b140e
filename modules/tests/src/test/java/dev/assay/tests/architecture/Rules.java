package dev.assay.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The lines that the code must not cross. The root package is a parameter so that each rule can be shown to reject a
 * fixture laid out like the product.
 */
final class Rules {
    private static final String ENTITY = "jakarta.persistence.Entity";
    private static final String TRANSACTIONAL = "jakarta.transaction.Transactional";
    private static final Set<String> CLOCKS = Set.of("now", "currentTimeMillis", "random");
    private static final Set<String> CLOCK_OWNERS = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalTime",
            "java.time.LocalDateTime",
            "java.time.OffsetDateTime",
            "java.time.ZonedDateTime",
            "java.lang.System",
            "java.lang.Math");

    private static final Set<String> MEASURING =
            Set.of("onnx", "quantization", "guidance", "learning", "runtime", "benchmark", "protocol");

    private final String root;

    Rules(String root) {
        this.root = root;
    }

    private String in(String module) {
        return root + "." + module + "..";
    }

    private String[] pure() {
        return Modules.PURE.stream().map(this::in).toArray(String[]::new);
    }

    ArchRule pureModulesKnowNoJakarta() {
        return noClasses()
                .that()
                .resideInAnyPackage(pure())
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "jakarta..", "org.eclipse.microprofile..", "org.hibernate..", "org.primefaces..")
                        .and(DescribedPredicate.not(resideInAPackage("jakarta.json.."))))
                .because("pure modules run in the agent and the command, where no container is");
    }

    ArchRule onlyRuntimeUsesOnnxRuntime() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(in("runtime"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .because("one place sets threads, telemetry and ownership of native handles");
    }

    ArchRule theRuntimeEnvironmentIsNeverClosed() {
        return noClasses()
                .should()
                .callMethodWhere(describe(
                        "OrtEnvironment.close()",
                        (JavaCall<?> call) -> call.getTargetOwner().getName().equals("ai.onnxruntime.OrtEnvironment")
                                && call.getName().equals("close")))
                .because("it belongs to the whole process");
    }

    ArchRule facesStayInWebAndRestInApi() {
        return CompositeArchRule.of(noClasses()
                        .that()
                        .resideOutsideOfPackage(in("webapp.web"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("jakarta.faces..", "org.primefaces..", "software.xdev.."))
                .and(noClasses()
                        .that()
                        .resideOutsideOfPackage(in("webapp.api"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("jakarta.ws.rs.."))
                .because("a framework stays at its rim");
    }

    ArchRule persistenceStaysInPortal() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(in("portal"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.persistence..", "org.hibernate..")
                .because("pages and resources see view records");
    }

    ArchRule entitiesStayInTheirPackage() {
        return CompositeArchRule.of(classes()
                        .that()
                        .areAnnotatedWith(ENTITY)
                        .should()
                        .notBePublic()
                        .allowEmptyShould(true))
                .and(noClasses().should(new ArchCondition<JavaClass>("depend on an entity of another package") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        item.getDirectDependenciesFromSelf().stream()
                                .filter(d -> d.getTargetClass().isAnnotatedWith(ENTITY))
                                .filter(d ->
                                        !d.getTargetClass().getPackageName().equals(item.getPackageName()))
                                .forEach(d -> events.add(SimpleConditionEvent.satisfied(item, d.getDescription())));
                    }
                }))
                .because("a boundary hands out records");
    }

    ArchRule transactionsBeginAtPublicBoundariesOfThePortal() {
        DescribedPredicate<JavaClass> boundary = resideInAPackage(in("portal"))
                .and(describe("public", (JavaClass type) -> type.getModifiers().contains(JavaModifier.PUBLIC)));
        return CompositeArchRule.of(classes()
                        .that()
                        .areAnnotatedWith(TRANSACTIONAL)
                        .should(be(boundary))
                        .allowEmptyShould(true))
                .and(methods()
                        .that()
                        .areAnnotatedWith(TRANSACTIONAL)
                        .should(new ArchCondition<JavaMethod>("be declared in a public class of the portal") {
                            @Override
                            public void check(JavaMethod item, ConditionEvents events) {
                                boolean fits = boundary.test(item.getOwner());
                                events.add(new SimpleConditionEvent(
                                        item, fits, item.getDescription() + " in " + item.getSourceCodeLocation()));
                            }
                        })
                        .allowEmptyShould(true))
                .because("a transaction is one use case");
    }

    ArchRule modulesUseOnlyWhatTheTableAllows() {
        return classes()
                .should(new ArchCondition<JavaClass>("depend only on the modules that Modules.ALLOWED names") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        String from = module(item);
                        Set<String> allowed = Modules.ALLOWED.get(from);
                        if (allowed == null) {
                            events.add(SimpleConditionEvent.violated(item, item.getName() + " is in no known module"));
                            return;
                        }
                        item.getDirectDependenciesFromSelf().forEach(dependency -> {
                            JavaClass target = dependency.getTargetClass().getBaseComponentType();
                            boolean ours = target.getPackageName().startsWith(root + ".");
                            if (ours && !module(target).equals(from) && !allowed.contains(module(target))) {
                                events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                            }
                        });
                    }
                })
                .because("the module graph is drawn in ARCHITECTURE.md");
    }

    private String module(JavaClass type) {
        String below =
                type.getPackageName().substring(Math.min(type.getPackageName().length(), root.length() + 1));
        return below.contains(".") ? below.substring(0, below.indexOf('.')) : below;
    }

    ArchRule packagesAreFreeOfCycles() {
        return SlicesRuleDefinition.slices()
                .matching(root + ".(*).(**)")
                .should()
                .beFreeOfCycles();
    }

    ArchRule codingHabits() {
        return CompositeArchRule.of(noClasses()
                        .that()
                        .resideOutsideOfPackages(in("cli"), in("worker.job"))
                        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                        .because("only the command talks to a terminal, and the job process to its parent"))
                .and(noClasses().should(GeneralCodingRules.THROW_GENERIC_EXCEPTIONS))
                .and(noClasses()
                        .that()
                        .resideOutsideOfPackage(in("cli"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.util.logging..")
                        .because("System.Logger is the one logger; only the command decides where its lines go"))
                .and(GeneralCodingRules.NO_CLASSES_SHOULD_USE_JODATIME);
    }

    /**
     * Time and chance come in as parameters. Where something is measured or computed, one stopwatch reads the monotonic
     * clock; elsewhere it is read to wait for a deadline.
     */
    ArchRule timeAndChanceArePassedIn() {
        return CompositeArchRule.of(noClasses()
                        .should()
                        .callMethodWhere(describe(
                                "the clock or Math.random",
                                (JavaCall<?> call) -> CLOCKS.contains(call.getName())
                                        && CLOCK_OWNERS.contains(
                                                call.getTargetOwner().getName())
                                        // now(clock) is told the time
                                        && call.getTarget()
                                                .getRawParameterTypes()
                                                .isEmpty())))
                .and(noClasses().should().callConstructor(java.util.Random.class))
                .and(noClasses()
                        .that()
                        .resideInAnyPackage(MEASURING.stream().map(this::in).toArray(String[]::new))
                        .and()
                        .doNotHaveFullyQualifiedName(root + ".benchmark.Stopwatch")
                        .should()
                        .callMethod(System.class, "nanoTime"));
    }

    ArchRule namedBeansKeepNoSession() {
        return CompositeArchRule.of(classes()
                        .that()
                        .areAnnotatedWith("jakarta.inject.Named")
                        .should(be(annotatedWith("jakarta.enterprise.context.RequestScoped")
                                .<JavaClass>forSubtype()
                                .or(annotatedWith("jakarta.faces.view.ViewScoped")
                                        .<JavaClass>forSubtype()
                                        .and(assignableTo(Serializable.class)))))
                        .allowEmptyShould(true))
                .and(noClasses().should().beAnnotatedWith("jakarta.enterprise.context.SessionScoped"))
                .because("a page is rebuilt from its URL");
    }

    ArchRule packagesAreNullMarked() {
        return classes().should(new ArchCondition<JavaClass>("live in a package whose package-info is @NullMarked") {
            private final Set<String> told = new HashSet<>();

            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().tryGetPackageInfo().stream()
                        .anyMatch(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"));
                if (!marked && told.add(item.getPackageName())) {
                    events.add(SimpleConditionEvent.violated(
                            item, "package " + item.getPackageName() + " has no @NullMarked package-info"));
                }
            }
        });
    }

    ArchRule namesSayWhatAThingIs() {
        return CompositeArchRule.of(noClasses()
                        .should()
                        .haveNameMatching(".*(Impl|Manager|Helper|Helpers|Util|Utils|Service)(\\$.*)?")
                        .because("such a suffix says nothing"))
                .and(classes()
                        .that(are(simpleNameStartingWith("Abstract")))
                        .should()
                        .haveModifier(JavaModifier.ABSTRACT)
                        .allowEmptyShould(true));
    }

    ArchRule protocolStandsAlone() {
        return classes()
                .that()
                .resideInAPackage(in("protocol"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(in("protocol"), "java..", "org.jspecify..", "jakarta.json..")
                .because("an agent of any age reads it");
    }

    List<Held> all() {
        return List.of(
                new Held(pureModulesKnowNoJakarta(), "onnx.UsesInjection"),
                new Held(onlyRuntimeUsesOnnxRuntime(), "worker.UsesOnnxRuntime"),
                new Held(theRuntimeEnvironmentIsNeverClosed(), "runtime.ClosesEnvironment"),
                new Held(facesStayInWebAndRestInApi(), "portal.UsesFaces", "webapp.web.UsesRest"),
                new Held(persistenceStaysInPortal(), "webapp.web.UsesPersistence"),
                new Held(
                        entitiesStayInTheirPackage(), "portal.models.PublicEntity", "portal.devices.UsesForeignEntity"),
                new Held(
                        transactionsBeginAtPublicBoundariesOfThePortal(),
                        "portal.HiddenTransaction",
                        "webapp.api.TransactionInResource"),
                new Held(modulesUseOnlyWhatTheTableAllows(), "onnx.UsesPortal", "stray.InNoModule"),
                new Held(packagesAreFreeOfCycles(), "guidance.left.Left+guidance.right.Right"),
                new Held(
                        codingHabits(),
                        "guidance.Prints",
                        "guidance.ThrowsRuntimeException",
                        "guidance.LogsWithJavaUtilLogging"),
                new Held(
                        timeAndChanceArePassedIn(),
                        "guidance.ReadsTheClock",
                        "guidance.ReadsNanoTime",
                        "guidance.RollsDice"),
                new Held(namedBeansKeepNoSession(), "webapp.web.SessionBean", "webapp.web.UnserializableBean"),
                new Held(packagesAreNullMarked(), "unmarked.Unmarked"),
                new Held(namesSayWhatAThingIs(), "guidance.NumberUtils", "guidance.AbstractButConcrete"),
                new Held(protocolStandsAlone(), "protocol.UsesArchUnit"));
    }

    /**
     * A rule and the fixtures, below the root package, that prove that it can fail.
     *
     * @param fixtures class names; several joined by {@code +} are looked at together
     */
    record Held(ArchRule rule, List<String> fixtures) {
        Held(ArchRule rule, String... fixtures) {
            this(rule, List.of(fixtures));
        }
    }

    private static ArchCondition<JavaClass> be(DescribedPredicate<JavaClass> predicate) {
        return ArchConditions.be(predicate);
    }
}
