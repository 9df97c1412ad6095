package dev.kindling.agent.tink;

/** What came of log bytes. */
public sealed interface AppendAnswer {

    /** @param nextOffset where the next chunk goes on */
    record Stored(long nextOffset) implements AppendAnswer {}

    /** The server keeps no more of this log. */
    record Full() implements AppendAnswer {}

    /** No answer: send it again. */
    record Unavailable() implements AppendAnswer {}
}
