package dev.kindling.tink.template;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** A stored recipe: the YAML as it was written, under the name the YAML gives itself. */
@Entity
@Table(name = "template")
public class Template {

    @Id
    private UUID id;

    @Column(nullable = false, unique = true)
    private String name;

    @Column(nullable = false)
    private String content;

    @Column(nullable = false)
    private Instant createdAt;

    @Column(nullable = false)
    private Instant updatedAt;

    @Version
    private Long version;

    protected Template() {}

    Template(UUID id, String name, String content, Instant now) {
        this.id = id;
        this.name = name;
        this.content = content;
        this.createdAt = now;
        this.updatedAt = now;
    }

    void rewrite(String newName, String newContent, Instant now) {
        this.name = newName;
        this.content = newContent;
        this.updatedAt = now;
    }

    public UUID id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** The YAML text, not rendered. */
    public String text() {
        return content;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    /** Counts up with every change; the ETag. */
    public long version() {
        return version == null ? 0 : version;
    }
}
