package dev.kindling.tink.template.gotext;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Values of pipelines, with one dot and one set of variables. */
final class Expressions {

    /** "No value is piped in", which is not the same as nil. */
    private static final Object ABSENT = new Object();

    /** The value of a key that is not there, where that does not end the rendering. */
    private static final Object MISSING = new Object();

    private final Execution execution;
    private final Variables variables;

    Expressions(Execution execution, Variables variables) {
        this.execution = execution;
        this.variables = variables;
    }

    Object pipeline(Object dot, Node.Pipe pipe) {
        execution.step();
        execution.at(pipe);
        execution.descend();
        Object value = ABSENT;
        for (Node.Command command : pipe.commands()) {
            value = command(dot, command, value);
        }
        for (Node.Variable variable : pipe.declared()) {
            if (pipe.assigns()) {
                assign(variable.name(), value);
            } else {
                variables.push(variable.name(), value);
            }
        }
        execution.ascend();
        return value;
    }

    private void assign(String name, Object value) {
        try {
            variables.set(name, value);
        } catch (NoSuchElementException undefined) {
            throw execution.error(undefined.getMessage());
        }
    }

    private Object read(String name) {
        try {
            return variables.get(name);
        } catch (NoSuchElementException undefined) {
            throw execution.error(undefined.getMessage());
        }
    }

    private Object command(Object dot, Node.Command command, Object piped) {
        execution.step();
        Node.Operand first = command.words().getFirst();
        Call call = new Call(command, command.words().subList(1, command.words().size()), piped);
        if (first instanceof Node.Identifier function) {
            execution.at(function);
            return call(dot, function.name(), call);
        }
        if (!(first instanceof Node.Pipe)) {
            execution.at(first);
        }
        boolean fields = first instanceof Node.Field
                || first instanceof Node.Chain
                || first instanceof Node.Variable variable && !variable.fields().isEmpty();
        if (call.count() > 0 && !fields) {
            throw execution.error("can't give argument to non-function " + first);
        }
        if (first instanceof Node.Constant constant && constant.value() == null) {
            throw execution.error("nil is not a command");
        }
        return operand(dot, first, call);
    }

    /** A call as written: the node for errors, the arguments, and what is piped in last. */
    private record Call(Node node, List<Node.Operand> arguments, Object piped) {
        static Call none(Node node) {
            return new Call(node, List.of(), ABSENT);
        }

        int count() {
            return arguments.size() + (piped == ABSENT ? 0 : 1);
        }

        /** Tinkerbell v0.7's order, see {@link GoFunction.Order#NEEDLE_FIRST}. */
        boolean hasNeedleLast() {
            return piped == ABSENT
                    && arguments.get(1) instanceof Node.Constant
                    && !(arguments.get(0) instanceof Node.Constant);
        }
    }

    private Object operand(Object dot, Node.Operand operand, Call call) {
        execution.at(operand);
        return switch (operand) {
            case Node.Dot _ -> dot;
            case Node.Constant constant -> constant.value();
            case Node.Field field -> fields(dot, dot, field.fields(), call);
            case Node.Variable variable -> fields(dot, read(variable.name()), variable.fields(), call);
            case Node.Chain chain -> {
                Object base = operand(dot, chain.base(), Call.none(chain.base()));
                execution.at(chain);
                yield fields(dot, base, chain.fields(), call);
            }
            case Node.Pipe pipe -> pipeline(dot, pipe);
            case Node.Identifier function -> call(dot, function.name(), Call.none(function));
        };
    }

    private Object fields(Object dot, Object base, List<String> names, Call call) {
        Object value = base;
        for (int i = 0; i < names.size(); i++) {
            execution.step();
            Call here = i == names.size() - 1 ? call : Call.none(call.node());
            value = value instanceof GoObject object
                    ? member(dot, object, names.get(i), here)
                    : field(value, names.get(i), i > 0, here.count() > 0);
            if (value == MISSING) {
                // An empty text offends the fewest functions, so that what follows is looked at too.
                return "";
            }
        }
        return value;
    }

    private Object member(Object dot, GoObject object, String name, Call call) {
        List<Object> arguments = new ArrayList<>();
        call.arguments().forEach(argument -> arguments.add(argument(dot, argument, Parameter.ANY)));
        if (call.piped() != ABSENT) {
            arguments.add(call.piped());
        }
        try {
            return GoValue.of(object.member(name, arguments));
        } catch (IllegalArgumentException bad) {
            throw execution.error(bad.getMessage());
        }
    }

    private Object field(Object receiver, String name, boolean inside, boolean hasArguments) {
        if (receiver == null) {
            throw execution.error(
                    inside
                            ? "nil pointer evaluating interface {}." + name
                            : "nil data; no entry for key " + GoText.quote(name));
        }
        if (!(receiver instanceof Map<?, ?> map)) {
            String type = inside ? "interface {}" : GoValue.typeName(receiver);
            throw execution.error("can't evaluate field " + name + " in type " + type);
        }
        if (hasArguments) {
            throw execution.error(name + " is not a method but has arguments");
        }
        if (!map.containsKey(name)) {
            execution.missing("map has no entry for key " + GoText.quote(name));
            return MISSING;
        }
        return GoValue.of(map.get(name));
    }

    private Object call(Object dot, String name, Call call) {
        GoFunction function = execution.functions().named(name).orElseThrow();
        checkCount(function, call);
        return switch (function.order()) {
            case UNTIL_TRUE -> untilDecided(dot, true, call);
            case UNTIL_FALSE -> untilDecided(dot, false, call);
            case AS_WRITTEN -> call(function, call, arguments(dot, function, call));
            case NEEDLE_FIRST -> {
                List<Object> arguments = arguments(dot, function, call);
                yield call(function, call, call.hasNeedleLast() ? arguments.reversed() : arguments);
            }
        };
    }

    private List<Object> arguments(Object dot, GoFunction function, Call call) {
        List<Object> arguments = new ArrayList<>();
        for (Node.Operand argument : call.arguments()) {
            arguments.add(argument(dot, argument, function.parameter(arguments.size())));
        }
        if (call.piped() != ABSENT) {
            arguments.add(checked(call.piped(), function.parameter(arguments.size())));
        }
        return arguments;
    }

    private Object call(GoFunction function, Call call, List<Object> arguments) {
        execution.at(call.node());
        arguments.forEach(execution::charge);
        try {
            int longest = execution.limits().output();
            Object result = function.body().apply(new Arguments(arguments, longest));
            execution.charge(result);
            return result;
        } catch (IllegalArgumentException | GoPrinter.TooLong bad) {
            throw execution.error("error calling " + function.name() + ": " + bad.getMessage());
        }
    }

    private void checkCount(GoFunction function, Call call) {
        int fixed = function.fixed().size();
        if (function.takes(call.count())) {
            return;
        }
        throw execution.error(
                function.rest().isPresent()
                        ? "wrong number of args for " + function.name() + ": want at least " + fixed + " got "
                                + call.arguments().size()
                        : "wrong number of args for " + function.name() + ": want " + fixed + " got " + call.count());
    }

    /** The first value that decides, else the last; what comes after is not evaluated. */
    private Object untilDecided(Object dot, boolean decidedBy, Call call) {
        Object value = null;
        for (Node.Operand argument : call.arguments()) {
            value = argument(dot, argument, Parameter.ANY);
            if (GoValue.isTrue(value) == decidedBy) {
                return value;
            }
        }
        return call.piped() == ABSENT ? value : call.piped();
    }

    private Object argument(Object dot, Node.Operand argument, Parameter parameter) {
        execution.step();
        execution.at(argument);
        if (argument instanceof Node.Constant constant && parameter != Parameter.ANY) {
            return constant(constant, parameter);
        }
        Object value = operand(dot, argument, Call.none(argument));
        if (value == null && isField(argument) && parameter != Parameter.ANY) {
            throw execution.error("wrong type for value; expected " + parameter.goName() + "; got interface {}");
        }
        return checked(value, parameter);
    }

    /** A nil in the data still has a type in Go, where a nil that was computed has none. */
    private static boolean isField(Node.Operand argument) {
        return argument instanceof Node.Field
                || argument instanceof Node.Chain
                || argument instanceof Node.Variable variable
                        && !variable.fields().isEmpty();
    }

    private Object constant(Node.Constant constant, Parameter parameter) {
        if (constant.value() == null) {
            throw execution.error("cannot assign nil to " + parameter.goName());
        }
        Object value = parameter.ofLiteral(constant.value());
        if (!parameter.fits(value)) {
            throw execution.error(
                    parameter == Parameter.MAP
                            ? "can't handle " + constant + " for arg of type " + parameter.goName()
                            : "expected " + parameter.literal() + "; found " + constant);
        }
        return value;
    }

    private Object checked(Object value, Parameter parameter) {
        if (!parameter.fits(value)) {
            throw execution.error(
                    value == null
                            ? "invalid value; expected " + parameter.goName()
                            : "wrong type for value; expected " + parameter.goName() + "; got "
                                    + GoValue.typeName(value));
        }
        return value;
    }
}
