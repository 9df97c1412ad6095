package dev.kindling.tink.template.gotext;

import dev.kindling.tink.template.gotext.Token.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens to trees: control structures; pipelines are {@link PipelineParser}'s. */
final class Parser {

    /** How a list of nodes ended. */
    private record Block(Node.Sequence list, Token end) {}

    private final Map<String, Node.Sequence> templates = new HashMap<>();
    private final TokenStream tokens;
    private final PipelineParser pipelines;
    private final Limits limits;
    private int rangeDepth;
    private int depth;

    private Parser(TokenStream tokens, Limits limits, FunctionTable functions) {
        this.tokens = tokens;
        this.limits = limits;
        this.pipelines = new PipelineParser(tokens, limits, functions);
    }

    /** All templates of a source: the main one under {@code name}, the others under their own. */
    static Map<String, Node.Sequence> parse(String name, String source, Limits limits, FunctionTable functions) {
        Parser parser = new Parser(new TokenStream(name, source), limits, functions);
        parser.main(name);
        return Map.copyOf(parser.templates);
    }

    private void main(String name) {
        List<Node> nodes = new ArrayList<>();
        while (!tokens.peek().is(Type.EOF)) {
            Token token = tokens.nextNonSpace();
            if (token.is(Type.LEFT_DELIMITER) && tokens.peekNonSpace().is(Type.DEFINE)) {
                tokens.nextNonSpace();
                define();
                continue;
            }
            Node node = textOrAction(token);
            if (node == null) {
                throw tokens.error("unexpected {{" + tokens.current().text() + "}}");
            }
            nodes.add(node);
        }
        add(name, new Node.Sequence(0, nodes));
    }

    private void define() {
        String name = templateName(tokens.nextNonSpace(), "define clause");
        tokens.expect(Type.RIGHT_DELIMITER, "define clause");
        add(name, ownScope("define clause"));
    }

    /** The body of a named template: it sees no variable of the place it is written in. */
    private Node.Sequence ownScope(String context) {
        int mark = pipelines.beginScope();
        int outerRanges = rangeDepth;
        rangeDepth = 0;
        Block block = list();
        if (!block.end().is(Type.END)) {
            throw tokens.error("unexpected {{" + block.end().text() + "}} in " + context);
        }
        rangeDepth = outerRanges;
        pipelines.endScope(mark);
        return block.list();
    }

    private void add(String name, Node.Sequence body) {
        Node.Sequence earlier = templates.get(name);
        if (earlier == null || isEmpty(earlier)) {
            templates.put(name, body);
        } else if (!isEmpty(body)) {
            throw tokens.error("template: multiple definition of template " + GoText.quote(name));
        }
    }

    private static boolean isEmpty(Node.Sequence body) {
        return body.nodes().stream()
                .allMatch(n -> n instanceof Node.Text text && text.text().isBlank());
    }

    /** Up to the matching end or else. */
    private Block list() {
        if (++depth > limits.nesting()) {
            throw tokens.error("control structures are nested more than " + limits.nesting() + " deep");
        }
        int position = tokens.peekNonSpace().position();
        List<Node> nodes = new ArrayList<>();
        while (!tokens.peekNonSpace().is(Type.EOF)) {
            Node node = textOrAction(tokens.nextNonSpace());
            if (node == null) {
                depth--;
                return new Block(new Node.Sequence(position, nodes), tokens.current());
            }
            nodes.add(node);
        }
        throw tokens.error("unexpected EOF");
    }

    /** Null at an end or else, which is then the stream's current token. */
    private Node textOrAction(Token token) {
        if (token.is(Type.TEXT)) {
            return new Node.Text(token.position(), token.text());
        }
        if (!token.is(Type.LEFT_DELIMITER)) {
            throw tokens.unexpected(token, "input");
        }
        tokens.beginAction(token);
        Node node = action();
        tokens.endAction();
        return node;
    }

    private Node action() {
        Token token = tokens.nextNonSpace();
        return switch (token.type()) {
            case IF -> control("if");
            case RANGE -> control("range");
            case WITH -> control("with");
            case TEMPLATE -> invocation();
            case BLOCK -> block();
            case BREAK -> {
                leavesRange("{{break}}");
                yield new Node.Break(token.position());
            }
            case CONTINUE -> {
                leavesRange("{{continue}}");
                yield new Node.Continue(token.position());
            }
            case END -> {
                tokens.expect(Type.RIGHT_DELIMITER, "end");
                tokens.makeCurrent(token);
                yield null;
            }
            case ELSE -> {
                if (!startsElseBranch(tokens.peekNonSpace())) {
                    tokens.expect(Type.RIGHT_DELIMITER, "else");
                }
                tokens.makeCurrent(token);
                yield null;
            }
            default -> {
                tokens.backup();
                yield new Node.Action(token.position(), pipelines.pipeline("command", Type.RIGHT_DELIMITER));
            }
        };
    }

    private static boolean startsElseBranch(Token token) {
        return token.is(Type.IF) || token.is(Type.WITH);
    }

    private void leavesRange(String keyword) {
        Token token = tokens.nextNonSpace();
        if (!token.is(Type.RIGHT_DELIMITER)) {
            throw tokens.unexpected(token, keyword);
        }
        if (rangeDepth == 0) {
            throw tokens.error(keyword + " outside {{range}}");
        }
    }

    private Node control(String keyword) {
        int mark = pipelines.mark();
        Node.Pipe pipe = pipelines.pipeline(keyword, Type.RIGHT_DELIMITER);
        rangeDepth += keyword.equals("range") ? 1 : 0;
        Block body = list();
        rangeDepth -= keyword.equals("range") ? 1 : 0;
        Optional<Node.Sequence> otherwise =
                body.end().is(Type.ELSE) ? Optional.of(otherwise(keyword)) : Optional.empty();
        pipelines.pop(mark);
        return new Node.Branch(pipe.position(), keyword, pipe, body.list(), otherwise);
    }

    private Node.Sequence otherwise(String keyword) {
        Token next = tokens.peekNonSpace();
        if (startsElseBranch(next)) {
            tokens.nextNonSpace();
            if (!next.text().equals(keyword)) {
                throw tokens.unexpected(next, "else");
            }
            // One {{end}} closes the whole chain, so the inner control consumes it.
            if (++depth > limits.nesting()) {
                throw tokens.error("control structures are nested more than " + limits.nesting() + " deep");
            }
            Node.Sequence chained = new Node.Sequence(next.position(), List.of(control(keyword)));
            depth--;
            return chained;
        }
        Block block = list();
        if (!block.end().is(Type.END)) {
            throw tokens.error("expected end; found {{" + block.end().text() + "}}");
        }
        return block.list();
    }

    private Node invocation() {
        Token token = tokens.nextNonSpace();
        String name = templateName(token, "template clause");
        Optional<Node.Pipe> pipe = Optional.empty();
        if (!tokens.nextNonSpace().is(Type.RIGHT_DELIMITER)) {
            tokens.backup();
            pipe = Optional.of(pipelines.pipeline("template clause", Type.RIGHT_DELIMITER));
        }
        return new Node.Invocation(token.position(), name, pipe);
    }

    private Node block() {
        Token token = tokens.nextNonSpace();
        String name = templateName(token, "block clause");
        Node.Pipe pipe = pipelines.pipeline("block clause", Type.RIGHT_DELIMITER);
        add(name, ownScope("block clause"));
        return new Node.Invocation(token.position(), name, Optional.of(pipe));
    }

    private String templateName(Token token, String context) {
        if (!token.is(Type.STRING) && !token.is(Type.RAW_STRING)) {
            throw tokens.unexpected(token, context);
        }
        return tokens.unquote(token);
    }
}
