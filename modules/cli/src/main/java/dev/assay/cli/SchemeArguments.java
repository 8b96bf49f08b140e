package dev.assay.cli;

import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.search.AutoScheme;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Schemes as written on the command line: {@code fp32,int8-dynamic:reduceRange=true:exclude=/head/MatMul}. */
final class SchemeArguments {
    private SchemeArguments() {}

    /** Parses a comma-separated list; a name twice with the same options is refused. */
    static List<Scheme> parse(String argument) throws BadInput {
        List<Scheme> schemes = new ArrayList<>();
        for (String item : argument.split(",", -1)) {
            schemes.add(parseOne(item.strip()));
        }
        if (new HashSet<>(schemes).size() < schemes.size()) {
            throw new BadInput("The same scheme is asked for twice in '" + Text.visible(argument) + "'.");
        }
        return schemes;
    }

    /** Parses a comma-separated list in which {@code auto} may stand for a scheme that is still to be found. */
    static List<SchemeSpec> specs(String argument) throws BadInput {
        List<SchemeSpec> specs = new ArrayList<>();
        for (String item : argument.split(",", -1)) {
            specs.add(specOf(item.strip()));
        }
        if (new HashSet<>(specs).size() < specs.size()) {
            throw new BadInput("The same scheme is asked for twice in '" + Text.visible(argument) + "'.");
        }
        return specs;
    }

    /** Parses a single scheme, or {@code auto:goal=smallest:minFidelity=0.98}. */
    static SchemeSpec specOf(String item) throws BadInput {
        if (!item.equals(AutoScheme.NAME) && !item.startsWith(AutoScheme.NAME + ":")) {
            return spec(parseOne(item));
        }
        try {
            return new SchemeSpec(
                    AutoScheme.NAME, AutoScheme.of(options(item.split(":", -1))).options());
        } catch (UnknownScheme e) {
            throw new BadInput(String.valueOf(e.getMessage()), e);
        }
    }

    /** Parses a single scheme. */
    static Scheme parseOne(String item) throws BadInput {
        String[] words = item.split(":", -1);
        try {
            return Scheme.parse(words[0], options(words));
        } catch (UnknownScheme e) {
            throw new BadInput(String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, String> options(String[] words) throws BadInput {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new BadInput("'" + Text.visible(words[i])
                        + "' is not an option of a scheme; write it as name:option=value, such as"
                        + " int8-dynamic:reduceRange=true.");
            }
            // an option that takes a list may be repeated
            options.merge(words[i].substring(0, equals), words[i].substring(equals + 1), (a, b) -> a + "," + b);
        }
        return options;
    }

    /** The scheme behind a specification that names one. */
    static Scheme parse(SchemeSpec spec) throws BadInput {
        try {
            return Scheme.parse(spec.name(), spec.options());
        } catch (UnknownScheme e) {
            throw new BadInput(String.valueOf(e.getMessage()), e);
        }
    }

    static SchemeSpec spec(Scheme scheme) {
        return new SchemeSpec(scheme.name(), scheme.options());
    }
}
