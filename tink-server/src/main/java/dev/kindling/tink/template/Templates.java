package dev.kindling.tink.template;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.identity.Audit;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The stored templates. What is refused changes nothing; a workflow made before keeps the text it was made of. */
@Service
public class Templates {

    private final TemplateRepository repository;
    private final Audit audit;
    private final Clock clock;

    Templates(TemplateRepository repository, Audit audit, Clock clock) {
        this.repository = repository;
        this.audit = audit;
        this.clock = clock;
    }

    /** By id, or by the name the YAML gives. */
    @Transactional(readOnly = true)
    public Optional<Template> find(String idOrName) {
        return asId(idOrName).flatMap(repository::findById).or(() -> repository.findByName(idOrName));
    }

    /** As {@link #find}, with {@link Failure.NotFound} for an unknown one. */
    @Transactional(readOnly = true)
    public Template get(String idOrName) {
        return find(idOrName).orElseThrow(() -> new Failure.NotFound("template", idOrName));
    }

    /** In the order of their names, after the given one. */
    @Transactional(readOnly = true)
    public List<Template> list(String afterName, int limit) {
        return repository.findByNameGreaterThanOrderByName(afterName, Limit.of(limit));
    }

    /** Stores a template under the name its YAML gives. */
    @Transactional
    public Template create(String text) {
        String name = TemplateCheck.check(text);
        requireFree(name);
        return store(new Template(UUID.randomUUID(), name, text, clock.instant()), "");
    }

    /**
     * Replaces a template, or stores it under this name, or this id, when there is none.
     *
     * @param expected the version the caller has read; empty replaces any
     */
    @Transactional
    public Template put(String idOrName, String text, OptionalLong expected) {
        Optional<Template> known = find(idOrName);
        checkVersion(idOrName, known, expected);
        String name = TemplateCheck.check(text);
        if (known.isEmpty()) {
            Optional<UUID> wished = asId(idOrName);
            if (wished.isEmpty()) {
                requireSameName(idOrName, name);
            }
            requireFree(name);
            return store(new Template(wished.orElseGet(UUID::randomUUID), name, text, clock.instant()), "");
        }
        Template template = known.get();
        if (!template.name().equals(name)) {
            requireFree(name);
        }
        String before = template.text();
        template.rewrite(name, text, clock.instant());
        return store(template, before);
    }

    @Transactional
    public void delete(String idOrName, OptionalLong expected) {
        Template template = get(idOrName);
        checkVersion(idOrName, Optional.of(template), expected);
        repository.delete(template);
        audit.record("template.delete", "template/" + template.name(), Map.of("text", template.text()), Map.of());
    }

    private Template store(Template template, String before) {
        Template stored = saved(template);
        Map<String, String> earlier = before.isEmpty() ? Map.of() : Map.of("text", before);
        audit.record("template.put", "template/" + stored.name(), earlier, Map.of("text", stored.text()));
        return stored;
    }

    private Template saved(Template template) {
        try {
            return repository.saveAndFlush(template);
        } catch (DataIntegrityViolationException somebodyElseWasFaster) {
            throw taken(template.name());
        }
    }

    private void requireFree(String name) {
        if (repository.findByName(name).isPresent()) {
            throw taken(name);
        }
    }

    private static Failure taken(String name) {
        return new Failure.Conflict("template '" + name + "' is there already; change it with PUT");
    }

    private static void requireSameName(String asked, String name) {
        if (!asked.equals(name)) {
            throw new Failure.Conflict(
                    "the YAML calls itself '" + name + "', not '" + asked + "'; put it under its own name");
        }
    }

    private static void checkVersion(String idOrName, Optional<Template> known, OptionalLong expected) {
        if (expected.isEmpty()) {
            return;
        }
        Template template = known.orElseThrow(() -> new Failure.NotFound("template", idOrName));
        if (template.version() != expected.getAsLong()) {
            throw new Failure.Stale("template '" + idOrName + "' is at version " + template.version() + ", not "
                    + expected.getAsLong() + "; read it again, then change it");
        }
    }

    private static Optional<UUID> asId(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
