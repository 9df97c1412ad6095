package dev.kindling.tink.template.gotext;

import dev.kindling.tink.template.gotext.Token.Type;
import java.util.ArrayList;
import java.util.List;

/** Text to tokens; an error is the last token. */
final class Lexer {

    private static final int END = -1;
    private static final String LEFT = "{{";
    private static final String RIGHT = "}}";

    private final String input;
    private final List<Token> tokens = new ArrayList<>();
    private int start;
    private int position;

    private Lexer(String input) {
        this.input = input;
    }

    static List<Token> tokens(String input) {
        Lexer lexer = new Lexer(input);
        lexer.run();
        return List.copyOf(lexer.tokens);
    }

    private void run() {
        boolean more = true;
        while (more) {
            more = text() && (input.startsWith("/*", afterLeftMarker(position)) ? comment() : action());
        }
    }

    /** Up to the next action; false at the end of the input. */
    private boolean text() {
        int next = input.indexOf(LEFT, position);
        int end = next < 0 ? input.length() : next;
        int textEnd = next >= 0 && hasLeftMarker(next) ? trimmedEnd(start, end) : end;
        if (textEnd > start) {
            tokens.add(new Token(Type.TEXT, start, input.substring(start, textEnd)));
        }
        moveTo(end);
        if (next < 0) {
            tokens.add(new Token(Type.EOF, end, ""));
        }
        return next >= 0;
    }

    private boolean comment() {
        moveTo(afterLeftMarker(position));
        int close = input.indexOf("*/", position + 2);
        if (close < 0) {
            return error("unclosed comment");
        }
        position = close + 2;
        if (!atRight()) {
            return error("comment ends before closing delimiter");
        }
        skipRight();
        return true;
    }

    private boolean action() {
        int after = afterLeftMarker(position);
        position += LEFT.length();
        emit(Type.LEFT_DELIMITER);
        moveTo(after);
        int parentheses = 0;
        while (true) {
            if (atRight()) {
                return parentheses == 0 ? rightDelimiter() : error("unclosed left paren");
            }
            int c = peek();
            if (c == '(') {
                parentheses++;
            } else if (c == ')' && --parentheses < 0) {
                position++;
                emit(Type.RIGHT_PARENTHESIS);
                return error("unexpected right paren U+0029 ')'");
            }
            if (!element(c)) {
                return false;
            }
        }
    }

    /** One token inside an action; false after an error. */
    private boolean element(int c) {
        return switch (c) {
            case END -> error("unclosed action");
            case ' ', '\t', '\r', '\n' -> space();
            case '=' -> single(Type.ASSIGN);
            case ':' -> declare();
            case '|' -> single(Type.PIPE);
            case '(' -> single(Type.LEFT_PARENTHESIS);
            case ')' -> single(Type.RIGHT_PARENTHESIS);
            case '"' -> quoted('"', Type.STRING, "unterminated quoted string");
            case '\'' -> quoted('\'', Type.CHARACTER_CONSTANT, "unterminated character constant");
            case '`' -> rawString();
            case '$' -> fieldOrVariable(Type.VARIABLE);
            case '.' -> startsNumber() ? number() : fieldOrVariable(Type.FIELD);
            default -> wordOrOther(c);
        };
    }

    private boolean wordOrOther(int c) {
        if (c == '+' || c == '-' || c >= '0' && c <= '9') {
            return number();
        }
        if (isAlphanumeric(c)) {
            return word();
        }
        if (c < 0x7f && c > ' ') {
            return single(Type.CHAR);
        }
        return error("unrecognized character in action: " + GoText.codePoint(c));
    }

    private boolean rightDelimiter() {
        int delimiter = input.startsWith(RIGHT, position) ? position : position + 2;
        tokens.add(new Token(Type.RIGHT_DELIMITER, delimiter, RIGHT));
        skipRight();
        return true;
    }

    private void skipRight() {
        boolean trim = !input.startsWith(RIGHT, position);
        int end = position + RIGHT.length() + (trim ? 2 : 0);
        moveTo(trim ? trimmedStart(end) : end);
    }

    /** A run of white space; the one before "-}}" belongs to the marker. */
    private boolean space() {
        while (isSpace(peek()) && !atRight()) {
            position++;
        }
        return emit(Type.SPACE);
    }

    private boolean single(Type type) {
        position++;
        return emit(type);
    }

    private boolean declare() {
        position++;
        if (peek() != '=') {
            return error("expected :=");
        }
        position++;
        return emit(Type.DECLARE);
    }

    private boolean quoted(char quote, Type type, String unterminated) {
        position++;
        while (true) {
            int c = advance();
            if (c == quote) {
                return emit(type);
            }
            boolean escapeBroken = c == '\\' && (peek() == END || advance() == '\n');
            if (c == END || c == '\n' || escapeBroken) {
                return error(unterminated);
            }
        }
    }

    private boolean rawString() {
        int close = input.indexOf('`', position + 1);
        if (close < 0) {
            return error("unterminated raw quoted string");
        }
        position = close + 1;
        return emit(Type.RAW_STRING);
    }

    private boolean fieldOrVariable(Type type) {
        position++;
        if (atTerminator()) {
            return emit(type == Type.VARIABLE ? Type.VARIABLE : Type.DOT);
        }
        return nameThen(type);
    }

    private boolean word() {
        return nameThen(Type.IDENTIFIER);
    }

    private boolean nameThen(Type type) {
        while (isAlphanumeric(peek())) {
            advance();
        }
        if (!atTerminator()) {
            return error("bad character " + GoText.codePoint(peek()));
        }
        return emit(type == Type.IDENTIFIER ? Type.ofWord(input.substring(start, position)) : type);
    }

    private boolean startsNumber() {
        return position + 1 < input.length() && Character.isDigit(input.charAt(position + 1));
    }

    /** Takes more than a number; the parser refuses what is none. */
    private boolean number() {
        accept("+-");
        String digits = "0123456789_";
        if (accept("0")) {
            digits = accept("xX")
                    ? "0123456789abcdefABCDEF_"
                    : accept("oO") ? "01234567_" : accept("bB") ? "01_" : digits;
        }
        acceptRun(digits);
        if (accept(".")) {
            acceptRun(digits);
        }
        if (accept("eEpP")) {
            accept("+-");
            acceptRun("0123456789_");
        }
        if (isAlphanumeric(peek())) {
            advance();
            return error("bad number syntax: " + GoText.quote(input.substring(start, position)));
        }
        return emit(Type.NUMBER);
    }

    private boolean accept(String valid) {
        boolean accepted = peek() != END && valid.indexOf(peek()) >= 0;
        position += accepted ? 1 : 0;
        return accepted;
    }

    private void acceptRun(String valid) {
        while (accept(valid)) {
            // The condition moves on.
        }
    }

    /** What may follow a name: {@code .X.Y} is two, {@code $x+2} none. */
    private boolean atTerminator() {
        int c = peek();
        return c == END || isSpace(c) || ".,|:)(".indexOf(c) >= 0 || input.startsWith(RIGHT, position);
    }

    private boolean atRight() {
        return input.startsWith(RIGHT, position) || isSpace(peek()) && input.startsWith("-" + RIGHT, position + 1);
    }

    private boolean hasLeftMarker(int delimiter) {
        int marker = delimiter + LEFT.length();
        return marker + 1 < input.length() && input.charAt(marker) == '-' && isSpace(input.charAt(marker + 1));
    }

    private int afterLeftMarker(int delimiter) {
        return delimiter + LEFT.length() + (hasLeftMarker(delimiter) ? 2 : 0);
    }

    private int trimmedEnd(int from, int to) {
        int end = to;
        while (end > from && isSpace(input.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private int trimmedStart(int from) {
        int begin = from;
        while (begin < input.length() && isSpace(input.charAt(begin))) {
            begin++;
        }
        return begin;
    }

    private void moveTo(int newPosition) {
        position = newPosition;
        start = newPosition;
    }

    private int peek() {
        return position < input.length() ? input.codePointAt(position) : END;
    }

    private int advance() {
        int c = peek();
        position += c == END ? 0 : Character.charCount(c);
        return c;
    }

    private boolean emit(Type type) {
        tokens.add(new Token(type, start, input.substring(start, position)));
        start = position;
        return true;
    }

    private boolean error(String message) {
        tokens.add(new Token(Type.ERROR, start, message));
        return false;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isAlphanumeric(int c) {
        return c == '_' || c != END && Character.isLetterOrDigit(c);
    }
}
