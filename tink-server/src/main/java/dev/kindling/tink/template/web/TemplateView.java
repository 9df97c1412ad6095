package dev.kindling.tink.template.web;

import dev.kindling.tink.template.Template;
import java.time.Instant;
import java.util.UUID;

/**
 * A stored template without its text.
 *
 * @param version counts up with every change; the ETag
 */
record TemplateView(UUID id, String name, long version, Instant createdAt, Instant updatedAt) {

    static TemplateView of(Template template) {
        return new TemplateView(
                template.id(), template.name(), template.version(), template.createdAt(), template.updatedAt());
    }
}
