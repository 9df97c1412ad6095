package dev.kindling.directory.inquiry;

import java.nio.charset.StandardCharsets;

/**
 * One part of an answer; never a secret.
 *
 * @param name a relative path, such as {@code packets.pcapng}
 */
public record InquiryDocument(String name, byte[] content) {

    /** Text as it is to be read. */
    public static InquiryDocument text(String name, String text) {
        return new InquiryDocument(name, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "InquiryDocument[" + name + ", " + content.length + " bytes]";
    }
}
