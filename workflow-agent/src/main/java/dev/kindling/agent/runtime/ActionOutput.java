package dev.kindling.agent.runtime;

import java.nio.charset.StandardCharsets;

/** Where an action says what it does. Never blocks, never throws. */
public interface ActionOutput {

    /** Bytes as a command printed them. */
    void bytes(byte[] buffer, int offset, int length);

    /** @param total 0 when nobody knows */
    void progress(long done, long total);

    default void line(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        bytes(bytes, 0, bytes.length);
    }
}
