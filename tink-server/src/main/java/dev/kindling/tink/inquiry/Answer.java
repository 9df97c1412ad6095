package dev.kindling.tink.inquiry;

import java.util.List;

/**
 * What one service said.
 *
 * @param service "boots" or "hegel"
 */
public record Answer(String service, List<Document> documents) {

    public Answer {
        documents = List.copyOf(documents);
    }

    /**
     * One part of it.
     *
     * @param name a relative path
     */
    public record Document(String name, byte[] content) {}
}
