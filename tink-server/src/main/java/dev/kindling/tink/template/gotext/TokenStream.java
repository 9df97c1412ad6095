package dev.kindling.tink.template.gotext;

import dev.kindling.tink.template.gotext.Token.Type;
import java.util.List;

/** The parser's view of the tokens: a cursor, and errors that know where they are. */
final class TokenStream {

    private final String name;
    private final String source;
    private final List<Token> tokens;
    private int next;
    private int farthest;
    /** The delimiter that began the action; null between actions. Its line is counted only when a message needs it. */
    private Token actionStart;

    private Token current;

    TokenStream(String name, String source) {
        this.name = name;
        this.source = source;
        this.tokens = Lexer.tokens(source);
        this.current = tokens.getFirst();
    }

    Token next() {
        Token token = peek();
        if (next < tokens.size() - 1) {
            next++;
        } else {
            next = tokens.size();
        }
        return token;
    }

    /** The last token again and again at the end. */
    Token peek() {
        int index = Math.min(next, tokens.size() - 1);
        farthest = Math.max(farthest, index);
        return tokens.get(index);
    }

    void backup() {
        next--;
    }

    /** Where {@link #rewind} leads back to. */
    int mark() {
        return next;
    }

    void rewind(int mark) {
        next = mark;
    }

    Token nextNonSpace() {
        Token token = next();
        while (token.is(Type.SPACE)) {
            token = next();
        }
        return token;
    }

    Token peekNonSpace() {
        while (peek().is(Type.SPACE)) {
            next();
        }
        return peek();
    }

    Token expect(Type type, String context) {
        Token token = nextNonSpace();
        if (!token.is(type)) {
            throw unexpected(token, context);
        }
        return token;
    }

    /** The keyword that ended a list. */
    Token current() {
        return current;
    }

    void makeCurrent(Token keyword) {
        current = keyword;
    }

    void beginAction(Token delimiter) {
        actionStart = delimiter;
    }

    void endAction() {
        actionStart = null;
    }

    TemplateException unexpected(Token token, String context) {
        if (!token.is(Type.ERROR)) {
            return error("unexpected " + token + " in " + context);
        }
        int actionLine = actionStart == null ? 0 : lineOf(actionStart);
        if (actionLine == 0 || actionLine == lineOf(token)) {
            return error(token.text());
        }
        String started = " started at " + name + ":" + actionLine;
        return error(token.text() + (token.text().endsWith(" action") ? started : " in action" + started));
    }

    /** Go's place of a syntax error is the line of the farthest token read. */
    TemplateException error(String reason) {
        Token at = tokens.get(farthest);
        Place place = Place.of(source, at.position());
        return new TemplateException("template: " + name + ":" + place.line() + ": " + reason, place, "", reason);
    }

    String unquote(Token token) {
        try {
            return GoText.unquote(token.text());
        } catch (IllegalArgumentException _) {
            throw error("invalid syntax");
        }
    }

    private int lineOf(Token token) {
        return Place.lineOf(source, token.position());
    }
}
