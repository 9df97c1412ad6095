package dev.kindling.tink.template.gotext;

import dev.kindling.tink.template.gotext.Token.Type;
import java.util.ArrayList;
import java.util.List;

/** What stands inside an action: declarations, commands, operands. */
final class PipelineParser {

    /** They are searched one by one. */
    private static final int MOST_VARIABLES = 1000;

    private final TokenStream tokens;
    private final Limits limits;
    private final FunctionTable functions;
    private final List<String> variables = new ArrayList<>(List.of("$"));
    private int scope;
    private int depth;

    PipelineParser(TokenStream tokens, Limits limits, FunctionTable functions) {
        this.tokens = tokens;
        this.functions = functions;
        this.limits = limits;
    }

    int mark() {
        return variables.size();
    }

    void pop(int mark) {
        variables.subList(mark, variables.size()).clear();
    }

    /** Hides all variables but a new {@code $}; give the result to {@link #endScope}. */
    int beginScope() {
        int outer = scope;
        scope = variables.size();
        variables.add("$");
        return outer;
    }

    void endScope(int outer) {
        pop(scope);
        scope = outer;
    }

    Node.Pipe pipeline(String context, Type end) {
        if (++depth > limits.nesting()) {
            throw tokens.error("parentheses are nested more than " + limits.nesting() + " deep");
        }
        int position = tokens.peekNonSpace().position();
        List<Node.Variable> declared = new ArrayList<>();
        boolean assigns = declarations(context, declared);
        List<Node.Command> commands = new ArrayList<>();
        Token token = tokens.nextNonSpace();
        while (!token.is(end)) {
            if (!startsOperand(token.type())) {
                throw tokens.unexpected(token, context);
            }
            tokens.backup();
            commands.add(command());
            token = tokens.nextNonSpace();
        }
        check(commands, context);
        depth--;
        return new Node.Pipe(position, assigns, declared, commands);
    }

    /** {@code $x :=}, {@code $x =} or, in a range, {@code $i, $x :=}; true for an assignment. */
    private boolean declarations(String context, List<Node.Variable> declared) {
        while (tokens.peekNonSpace().is(Type.VARIABLE)) {
            int start = tokens.mark();
            Token variable = tokens.next();
            Token after = tokens.peekNonSpace();
            boolean comma = after.is(Type.CHAR) && after.text().equals(",");
            if (!comma && !after.is(Type.DECLARE) && !after.is(Type.ASSIGN)) {
                tokens.rewind(start);
                return false;
            }
            tokens.nextNonSpace();
            declared.add(new Node.Variable(variable.position(), variable.text(), List.of()));
            declare(variable);
            if (!comma) {
                return after.is(Type.ASSIGN);
            }
            requireSecond(context, declared.size());
        }
        return false;
    }

    private void declare(Token variable) {
        if (variables.size() >= MOST_VARIABLES) {
            throw tokens.error("more than " + MOST_VARIABLES + " variables at one place");
        }
        variables.add(variable.text());
    }

    private void requireSecond(String context, int soFar) {
        if (!context.equals("range") || soFar >= 2) {
            throw tokens.error("too many declarations in " + context);
        }
        Type next = tokens.peekNonSpace().type();
        if (next != Type.VARIABLE && next != Type.RIGHT_DELIMITER && next != Type.RIGHT_PARENTHESIS) {
            throw tokens.error("range can only initialize variables");
        }
    }

    private void check(List<Node.Command> commands, String context) {
        if (commands.isEmpty()) {
            throw tokens.error("missing value for " + context);
        }
        for (int i = 1; i < commands.size(); i++) {
            if (!commands.get(i).words().getFirst().isExecutable()) {
                throw tokens.error("non executable command in pipeline stage " + (i + 1));
            }
        }
    }

    private static boolean startsOperand(Type type) {
        return switch (type) {
            case BOOL,
                    CHARACTER_CONSTANT,
                    DOT,
                    FIELD,
                    IDENTIFIER,
                    NUMBER,
                    NIL,
                    RAW_STRING,
                    STRING,
                    VARIABLE,
                    LEFT_PARENTHESIS -> true;
            case ERROR,
                    CHAR,
                    DECLARE,
                    ASSIGN,
                    EOF,
                    LEFT_DELIMITER,
                    PIPE,
                    RIGHT_DELIMITER,
                    RIGHT_PARENTHESIS,
                    SPACE,
                    TEXT,
                    BLOCK,
                    BREAK,
                    CONTINUE,
                    DEFINE,
                    ELSE,
                    END,
                    IF,
                    RANGE,
                    TEMPLATE,
                    WITH -> false;
        };
    }

    private Node.Command command() {
        int position = tokens.peekNonSpace().position();
        List<Node.Operand> words = new ArrayList<>();
        while (true) {
            if (startsOperand(tokens.peekNonSpace().type())) {
                words.add(operand());
            }
            Token token = tokens.next();
            if (token.is(Type.SPACE)) {
                continue;
            }
            if (token.is(Type.RIGHT_DELIMITER) || token.is(Type.RIGHT_PARENTHESIS)) {
                tokens.backup();
            } else if (!token.is(Type.PIPE)) {
                throw tokens.unexpected(token, "operand");
            }
            return new Node.Command(position, words);
        }
    }

    /** A term and the fields taken of it. */
    private Node.Operand operand() {
        Node.Operand term = term(tokens.nextNonSpace());
        if (!tokens.peek().is(Type.FIELD)) {
            return term;
        }
        int position = tokens.peek().position();
        List<String> fields = new ArrayList<>();
        while (tokens.peek().is(Type.FIELD)) {
            fields.add(tokens.next().text().substring(1));
        }
        return switch (term) {
            case Node.Field first -> new Node.Field(position, joined(first.fields(), fields));
            case Node.Variable first -> new Node.Variable(position, first.name(), fields);
            case Node.Dot _, Node.Constant _ ->
                throw tokens.error("unexpected . after term " + GoText.quote(term.toString()));
            case Node.Pipe _, Node.Identifier _, Node.Chain _ -> new Node.Chain(position, term, fields);
        };
    }

    private static List<String> joined(List<String> first, List<String> rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(rest);
        return all;
    }

    private Node.Operand term(Token token) {
        int position = token.position();
        return switch (token.type()) {
            case IDENTIFIER -> function(token);
            case DOT -> new Node.Dot(position);
            case NIL -> new Node.Constant(position, "nil", null);
            case VARIABLE -> variable(token);
            case FIELD -> new Node.Field(position, List.of(token.text().substring(1)));
            case BOOL -> new Node.Constant(position, token.text(), token.text().equals("true"));
            case NUMBER, CHARACTER_CONSTANT -> new Node.Constant(position, token.text(), number(token));
            case LEFT_PARENTHESIS -> pipeline("parenthesized pipeline", Type.RIGHT_PARENTHESIS);
            case STRING, RAW_STRING -> new Node.Constant(position, token.text(), tokens.unquote(token));
            default -> throw tokens.unexpected(token, "operand");
        };
    }

    private Node.Identifier function(Token token) {
        if (functions.named(token.text()).isEmpty()) {
            throw tokens.error("function " + GoText.quote(token.text()) + " not defined");
        }
        return new Node.Identifier(token.position(), token.text());
    }

    private Node.Variable variable(Token token) {
        if (!variables.subList(scope, variables.size()).contains(token.text())) {
            throw tokens.error("undefined variable " + GoText.quote(token.text()));
        }
        return new Node.Variable(token.position(), token.text(), List.of());
    }

    private Object number(Token token) {
        try {
            return GoNumber.parse(token.text());
        } catch (IllegalArgumentException bad) {
            throw tokens.error(bad.getMessage());
        }
    }
}
