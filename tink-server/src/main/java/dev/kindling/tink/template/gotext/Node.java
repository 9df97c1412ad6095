package dev.kindling.tink.template.gotext;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The syntax tree; {@code toString} is the source form that Go's messages quote. */
sealed interface Node {

    /** Of the node's first character in the source, with Go's habits: a chain is at its second name. */
    int position();

    /** Literal text between actions. */
    record Text(int position, String text) implements Node {}

    /** {@code {{pipeline}}} */
    record Action(int position, Pipe pipe) implements Node {
        @Override
        public String toString() {
            return "{{" + pipe + "}}";
        }
    }

    /** {@code {{if}}}, {@code {{range}}} or {@code {{with}}}. */
    record Branch(int position, String keyword, Pipe pipe, Sequence body, Optional<Sequence> otherwise)
            implements Node {
        @Override
        public String toString() {
            String orElse = otherwise.map(list -> "{{else}}" + list).orElse("");
            return "{{" + keyword + " " + pipe + "}}" + body + orElse + "{{end}}";
        }
    }

    /** Nodes one after the other. */
    record Sequence(int position, List<Node> nodes) implements Node {
        @Override
        public String toString() {
            return nodes.stream().map(Node::toString).collect(Collectors.joining());
        }
    }

    /** {@code {{break}}} */
    record Break(int position) implements Node {
        @Override
        public String toString() {
            return "{{break}}";
        }
    }

    /** {@code {{continue}}} */
    record Continue(int position) implements Node {
        @Override
        public String toString() {
            return "{{continue}}";
        }
    }

    /** {@code {{template "name" pipeline}}} */
    record Invocation(int position, String name, Optional<Pipe> pipe) implements Node {
        @Override
        public String toString() {
            return "{{template " + GoText.quote(name) + pipe.map(p -> " " + p).orElse("") + "}}";
        }
    }

    /** What may stand as an argument. */
    sealed interface Operand extends Node {

        /** Whether it may begin a later stage of a pipeline. */
        default boolean isExecutable() {
            return false;
        }
    }

    /** {@code $x, $y := a | b c} */
    record Pipe(int position, boolean assigns, List<Variable> declared, List<Command> commands) implements Operand {
        @Override
        public boolean isExecutable() {
            return true;
        }

        @Override
        public String toString() {
            String names = declared.stream().map(Variable::toString).collect(Collectors.joining(", "));
            String stages = commands.stream().map(Command::toString).collect(Collectors.joining(" | "));
            return declared.isEmpty() ? stages : names + " := " + stages;
        }
    }

    /** One stage of a pipeline: a function or value and its arguments. */
    record Command(int position, List<Operand> words) implements Node {
        @Override
        public String toString() {
            return words.stream()
                    .map(word -> word instanceof Pipe ? "(" + word + ")" : word.toString())
                    .collect(Collectors.joining(" "));
        }
    }

    /** A function's name. */
    record Identifier(int position, String name) implements Operand {
        @Override
        public boolean isExecutable() {
            return true;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** {@code $x.a.b}; the name includes the dollar sign. */
    record Variable(int position, String name, List<String> fields) implements Operand {
        @Override
        public boolean isExecutable() {
            return true;
        }

        @Override
        public String toString() {
            return fields.isEmpty() ? name : name + "." + String.join(".", fields);
        }
    }

    /** {@code .a.b} */
    record Field(int position, List<String> fields) implements Operand {
        @Override
        public boolean isExecutable() {
            return true;
        }

        @Override
        public String toString() {
            return "." + String.join(".", fields);
        }
    }

    /** {@code (pipeline).a.b} */
    record Chain(int position, Operand base, List<String> fields) implements Operand {
        @Override
        public boolean isExecutable() {
            return true;
        }

        @Override
        public String toString() {
            String text = base instanceof Pipe ? "(" + base + ")" : base.toString();
            return text + "." + String.join(".", fields);
        }
    }

    /** {@code .} */
    record Dot(int position) implements Operand {
        @Override
        public String toString() {
            return ".";
        }
    }

    /** A string, number, bool or nil; the value is what {@link GoValue} knows. */
    record Constant(int position, String source, Object value) implements Operand {
        @Override
        public String toString() {
            return source;
        }
    }
}
