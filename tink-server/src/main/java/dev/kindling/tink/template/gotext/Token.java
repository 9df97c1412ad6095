package dev.kindling.tink.template.gotext;

/**
 * A lexical item.
 *
 * @param position of its first character in the source
 * @param text as written; for ERROR the message
 */
record Token(Type type, int position, String text) {

    /** Keywords come last, after {@link #DOT}. */
    enum Type {
        ERROR,
        BOOL,
        CHAR,
        CHARACTER_CONSTANT,
        DECLARE,
        ASSIGN,
        EOF,
        FIELD,
        IDENTIFIER,
        LEFT_DELIMITER,
        LEFT_PARENTHESIS,
        NUMBER,
        PIPE,
        RAW_STRING,
        RIGHT_DELIMITER,
        RIGHT_PARENTHESIS,
        SPACE,
        STRING,
        TEXT,
        VARIABLE,
        DOT,
        BLOCK,
        BREAK,
        CONTINUE,
        DEFINE,
        ELSE,
        END,
        IF,
        NIL,
        RANGE,
        TEMPLATE,
        WITH;

        boolean isKeyword() {
            return compareTo(DOT) >= 0;
        }

        /** The keyword of that spelling, else IDENTIFIER or BOOL. */
        static Type ofWord(String word) {
            return switch (word) {
                case "block" -> BLOCK;
                case "break" -> BREAK;
                case "continue" -> CONTINUE;
                case "define" -> DEFINE;
                case "else" -> ELSE;
                case "end" -> END;
                case "if" -> IF;
                case "nil" -> NIL;
                case "range" -> RANGE;
                case "template" -> TEMPLATE;
                case "with" -> WITH;
                case "true", "false" -> BOOL;
                default -> IDENTIFIER;
            };
        }
    }

    boolean is(Type other) {
        return type == other;
    }

    /** As Go's messages write it. */
    @Override
    public String toString() {
        if (type == Type.EOF) {
            return "EOF";
        }
        if (type == Type.ERROR) {
            return text;
        }
        if (type.isKeyword()) {
            return "<" + text + ">";
        }
        int end = text.offsetByCodePoints(0, Math.min(10, text.codePointCount(0, text.length())));
        return text.length() > 10 ? GoText.quote(text.substring(0, end)) + "..." : GoText.quote(text);
    }
}
