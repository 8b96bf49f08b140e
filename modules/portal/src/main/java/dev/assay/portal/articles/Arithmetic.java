package dev.assay.portal.articles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Arithmetic in one line, for the numbers of an article: numbers, named values, {@code + - * / ^}, parentheses,
 * {@code sqrt exp ln log2 log10 abs tanh round floor ceil min max choose}, and two forms that bind names.
 *
 * <ul>
 *   <li>{@code sum(k, from, to, term)} adds the term for each whole k;
 *   <li>{@code after(n, x, x0, v, v0, nextX, nextV)} is x after n steps from (x0, v0), where both next values are
 *       computed from the values before the step.
 * </ul>
 *
 * <p>{@code ^} binds tighter than a sign and to the right. Digits may be grouped by underscores. Text that is no such
 * arithmetic, an unknown name and a result that is not a finite number are refused with
 * {@link IllegalArgumentException}, whose message says what is wrong.
 */
final class Arithmetic {
    private static final int MOST_STEPS = 1_000_000;

    /** A piece of the expression, ready to be computed. */
    private interface Term {
        double at(Map<String, Double> names);
    }

    private final String text;
    private int at;

    private Arithmetic(String text) {
        this.text = text;
    }

    /**
     * The value of an expression.
     *
     * @param names the values that the expression may name
     */
    static double evaluate(String expression, Map<String, Double> names) {
        Arithmetic parser = new Arithmetic(expression);
        Term term = parser.sum();
        parser.skipSpace();
        if (parser.at < expression.length()) {
            throw parser.wrong("something after its end, at '" + expression.substring(parser.at) + "'");
        }
        double value = term.at(names);
        if (!Double.isFinite(value)) {
            throw parser.wrong("no finite value");
        }
        return value;
    }

    private Term sum() {
        Term left = product();
        while (true) {
            Term first = left;
            if (next('+')) {
                Term second = product();
                left = names -> first.at(names) + second.at(names);
            } else if (next('-')) {
                Term second = product();
                left = names -> first.at(names) - second.at(names);
            } else {
                return left;
            }
        }
    }

    private Term product() {
        Term left = signed();
        while (true) {
            Term first = left;
            if (next('*')) {
                Term second = signed();
                left = names -> first.at(names) * second.at(names);
            } else if (next('/')) {
                Term second = signed();
                left = names -> first.at(names) / second.at(names);
            } else {
                return left;
            }
        }
    }

    private Term signed() {
        if (next('-')) {
            Term term = signed();
            return names -> -term.at(names);
        }
        Term base = atom();
        if (next('^')) {
            Term exponent = signed();
            return names -> Math.pow(base.at(names), exponent.at(names));
        }
        return base;
    }

    private Term atom() {
        if (next('(')) {
            Term inner = sum();
            expect(')');
            return inner;
        }
        skipSpace();
        char first = peek();
        if (Character.isDigit(first) || first == '.') {
            double value = number();
            return names -> value;
        }
        if (Character.isLetter(first)) {
            String name = name();
            return next('(') ? call(name) : named(name);
        }
        throw wrong("no number, name or parenthesis at '" + text.substring(at) + "'");
    }

    private Term named(String name) {
        return names -> {
            Double value = names.get(name);
            if (value == null) {
                throw wrong("the unknown name " + name);
            }
            return value;
        };
    }

    private Term call(String function) {
        if (function.equals("sum")) {
            String variable = boundName();
            Term from = argument();
            Term to = argument();
            Term term = argument();
            expect(')');
            return names -> total(variable, from.at(names), to.at(names), term, names);
        }
        if (function.equals("after")) {
            return after();
        }
        List<Term> arguments = new ArrayList<>();
        arguments.add(sum());
        while (next(',')) {
            arguments.add(sum());
        }
        expect(')');
        return names -> apply(
                function, arguments.stream().mapToDouble(term -> term.at(names)).toArray());
    }

    private Term after() {
        Term steps = sum();
        expect(',');
        String x = boundName();
        Term x0 = argument();
        expect(',');
        String v = boundName();
        Term v0 = argument();
        Term nextX = argument();
        Term nextV = argument();
        expect(')');
        return names -> {
            int count = whole(steps.at(names));
            Map<String, Double> scope = new HashMap<>(names);
            scope.put(x, x0.at(names));
            scope.put(v, v0.at(names));
            for (int i = 0; i < count; i++) {
                double newX = nextX.at(scope);
                double newV = nextV.at(scope);
                scope.put(x, newX);
                scope.put(v, newV);
            }
            return scope.getOrDefault(x, Double.NaN);
        };
    }

    private double total(String variable, double from, double to, Term term, Map<String, Double> names) {
        int last = whole(to);
        Map<String, Double> scope = new HashMap<>(names);
        double total = 0;
        for (int k = whole(from); k <= last; k++) {
            scope.put(variable, (double) k);
            total += term.at(scope);
        }
        return total;
    }

    private int whole(double value) {
        if (value != Math.rint(value) || Math.abs(value) > MOST_STEPS) {
            throw wrong("a count of " + value + ", which is no whole number of at most " + MOST_STEPS);
        }
        return (int) value;
    }

    private double apply(String function, double[] given) {
        if (function.equals("min") || function.equals("max")) {
            double best = given[0];
            for (double value : given) {
                best = function.equals("min") ? Math.min(best, value) : Math.max(best, value);
            }
            return best;
        }
        if (function.equals("choose")) {
            return choose(only(function, given, 2));
        }
        double x = only(function, given, 1)[0];
        return switch (function) {
            case "sqrt" -> Math.sqrt(x);
            case "exp" -> Math.exp(x);
            case "ln" -> Math.log(x);
            case "log2" -> Math.log(x) / Math.log(2);
            case "log10" -> Math.log10(x);
            case "abs" -> Math.abs(x);
            case "tanh" -> Math.tanh(x);
            case "round" -> Math.rint(x);
            case "floor" -> Math.floor(x);
            case "ceil" -> Math.ceil(x);
            default -> throw wrong("the unknown function " + function);
        };
    }

    private double choose(double[] given) {
        int n = whole(given[0]);
        int k = whole(given[1]);
        double ways = 1;
        for (int i = 1; i <= k; i++) {
            ways = ways * (n - k + i) / i;
        }
        return Math.rint(ways);
    }

    private double[] only(String function, double[] given, int count) {
        if (given.length != count) {
            throw wrong(given.length + " values for " + function + ", which takes " + count);
        }
        return given;
    }

    /** The next argument of a form, after its comma. */
    private Term argument() {
        expect(',');
        return sum();
    }

    /** The name that a form binds. */
    private String boundName() {
        skipSpace();
        if (!Character.isLetter(peek())) {
            throw wrong("no name to bind at '" + text.substring(at) + "'");
        }
        return name();
    }

    private double number() {
        int start = at;
        while (Character.isDigit(peek()) || peek() == '.' || peek() == '_') {
            at++;
        }
        if (peek() == 'e') {
            int mark = at++;
            if (peek() == '-' || peek() == '+') {
                at++;
            }
            if (!Character.isDigit(peek())) {
                at = mark;
            }
            while (Character.isDigit(peek())) {
                at++;
            }
        }
        String digits = text.substring(start, at);
        try {
            return Double.parseDouble(digits.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The expression '" + text + "' has " + digits + ", which is no number.", e);
        }
    }

    private String name() {
        int start = at;
        while (Character.isLetterOrDigit(peek()) || peek() == '_') {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean next(char expected) {
        skipSpace();
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char expected) {
        if (!next(expected)) {
            throw wrong("no '" + expected + "' at '" + text.substring(at) + "'");
        }
    }

    private void skipSpace() {
        while (Character.isWhitespace(peek())) {
            at++;
        }
    }

    /** The character at hand, or NUL at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("The expression '" + text + "' has " + what + ".");
    }
}
