package dev.kindling.tink.template.gotext;

/** A template that cannot be read or filled in; the message has Go's form. */
public final class TemplateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String context;
    private final String reason;

    TemplateException(String message, Place place, String context, String reason) {
        super(message, null, false, false);
        this.line = place.line();
        this.column = place.column();
        this.context = context;
        this.reason = reason;
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** From 1, in characters (the message's own column counts bytes from 0, as Go does). */
    public int column() {
        return column;
    }

    /** The piece of the template it is about, as written; empty for syntax errors. */
    public String context() {
        return context;
    }

    /** The message without its place. */
    public String reason() {
        return reason;
    }
}
