package dev.kindling.tink.template.gotext;

import java.util.List;
import java.util.Map;

/** Walks the tree and writes; one for each template that is being executed. */
final class Walker {

    /** How a node ended: on to the next, or out of the innermost range. */
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    private final Execution execution;
    private final Map<String, Node.Sequence> templates;
    private final GoPrinter out;
    private final int depth;
    private final Variables variables;
    private final Expressions expressions;

    Walker(Execution execution, Map<String, Node.Sequence> templates, GoPrinter out, int depth, Object dot) {
        this.execution = execution;
        this.templates = templates;
        this.out = out;
        this.depth = depth;
        this.variables = new Variables(dot);
        this.expressions = new Expressions(execution, variables);
    }

    void run(String name, Object dot) {
        String before = execution.enter(name);
        walk(dot, templates.get(name));
        execution.enter(before);
    }

    private Flow walk(Object dot, Node node) {
        execution.step();
        execution.at(node);
        return switch (node) {
            case Node.Text text -> write(text, text.text());
            case Node.Action action -> action(dot, action);
            case Node.Sequence sequence -> sequence(dot, sequence);
            case Node.Branch branch -> branch.keyword().equals("range") ? range(dot, branch) : ifOrWith(dot, branch);
            case Node.Invocation invocation -> invoke(dot, invocation);
            case Node.Break _ -> Flow.BREAK;
            case Node.Continue _ -> Flow.CONTINUE;
            case Node.Operand _, Node.Command _ -> throw new IllegalStateException("only inside actions: " + node);
        };
    }

    private Flow write(Node node, String text) {
        execution.at(node);
        try {
            out.append(text);
        } catch (GoPrinter.TooLong tooLong) {
            throw execution.error(tooLong.getMessage());
        }
        return Flow.NEXT;
    }

    private Flow action(Object dot, Node.Action action) {
        Object value = expressions.pipeline(dot, action.pipe());
        if (!action.pipe().declared().isEmpty()) {
            return Flow.NEXT;
        }
        execution.at(action);
        execution.charge(value);
        try {
            if (value == null) {
                out.append("<no value>");
            } else {
                out.value(value);
            }
        } catch (GoPrinter.TooLong tooLong) {
            throw execution.error(tooLong.getMessage());
        }
        return Flow.NEXT;
    }

    private Flow sequence(Object dot, Node.Sequence sequence) {
        execution.descend();
        Flow flow = Flow.NEXT;
        for (int i = 0; i < sequence.nodes().size() && flow == Flow.NEXT; i++) {
            flow = walk(dot, sequence.nodes().get(i));
        }
        execution.ascend();
        return flow;
    }

    private Flow ifOrWith(Object dot, Node.Branch branch) {
        int mark = variables.mark();
        Object value = expressions.pipeline(dot, branch.pipe());
        Flow flow = Flow.NEXT;
        if (GoValue.isTrue(value)) {
            flow = walk(branch.keyword().equals("with") ? value : dot, branch.body());
        } else if (branch.otherwise().isPresent()) {
            flow = walk(dot, branch.otherwise().get());
        }
        variables.pop(mark);
        return flow;
    }

    private Flow range(Object dot, Node.Branch range) {
        int mark = variables.mark();
        Object value = expressions.pipeline(dot, range.pipe());
        Flow flow = Flow.NEXT;
        if (isEmpty(range, value)) {
            flow = range.otherwise().map(otherwise -> walk(dot, otherwise)).orElse(Flow.NEXT);
        } else {
            execution.charge(value instanceof Map<?, ?> map ? map.keySet() : List.of());
            iterate(range, value);
        }
        variables.pop(mark);
        return flow;
    }

    private boolean isEmpty(Node.Branch range, Object value) {
        return switch (value) {
            case null -> true;
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            case Long count
            when range.pipe().declared().size() > 1 ->
                throw execution.error("can't use " + count + " to iterate over more than one variable");
            case Long count -> count <= 0;
            default ->
                throw execution.error("range can't iterate over "
                        + new GoPrinter(execution.limits().output()).value(value));
        };
    }

    private void iterate(Node.Branch range, Object value) {
        boolean goesOn = true;
        switch (value) {
            case List<?> list -> {
                for (int i = 0; i < list.size() && goesOn; i++) {
                    goesOn = once(range, (long) i, GoValue.of(list.get(i)));
                }
            }
            case Map<?, ?> map -> {
                List<String> keys = GoPrinter.sortedKeys(map);
                for (int i = 0; i < keys.size() && goesOn; i++) {
                    goesOn = once(range, keys.get(i), GoValue.of(map.get(keys.get(i))));
                }
            }
            case Long count -> {
                for (long i = 0; i < count && goesOn; i++) {
                    goesOn = once(range, i, i);
                }
            }
            default -> throw new IllegalStateException("refused before");
        }
    }

    /** One turn of the loop; false after a break. */
    private boolean once(Node.Branch range, Object index, Object element) {
        int mark = variables.mark();
        List<Node.Variable> declared = range.pipe().declared();
        if (!declared.isEmpty()) {
            variables.set(declared.getLast().name(), element);
        }
        if (declared.size() > 1) {
            variables.set(declared.getFirst().name(), index);
        }
        Flow flow = walk(element, range.body());
        variables.pop(mark);
        return flow != Flow.BREAK;
    }

    private Flow invoke(Object dot, Node.Invocation invocation) {
        if (!templates.containsKey(invocation.name())) {
            throw execution.error("template " + GoText.quote(invocation.name()) + " not defined");
        }
        if (depth >= execution.limits().nesting()) {
            throw execution.error(
                    "exceeded maximum template depth (" + execution.limits().nesting() + ")");
        }
        Object argument =
                invocation.pipe().map(pipe -> expressions.pipeline(dot, pipe)).orElse(null);
        new Walker(execution, templates, out, depth + 1, argument).run(invocation.name(), argument);
        return Flow.NEXT;
    }
}
