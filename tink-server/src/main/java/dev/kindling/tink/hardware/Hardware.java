package dev.kindling.tink.hardware;

import dev.kindling.tink.hardware.document.HardwareDocument;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A declared piece of hardware: one document, which may have several network interfaces and so be several machines. */
@Entity
@Table(name = "hardware")
public class Hardware {

    @Id
    private UUID id;

    @Version
    private Long version;

    @JdbcTypeCode(SqlTypes.JSON)
    @Column(nullable = false)
    private Map<String, Object> document;

    @Column(nullable = false)
    private Instant createdAt;

    @Column(nullable = false)
    private Instant updatedAt;

    protected Hardware() {}

    Hardware(UUID id, Map<String, Object> document, Instant now) {
        this.id = id;
        this.document = document;
        this.createdAt = now;
        this.updatedAt = now;
    }

    void redeclare(Map<String, Object> newDocument, Instant now) {
        this.document = newDocument;
        this.updatedAt = now;
    }

    public UUID id() {
        return id;
    }

    /** As it was declared, with its id; JSON values. */
    public Map<String, Object> document() {
        return document;
    }

    /** The texts in its {@code metadata.labels}, sorted. */
    public Map<String, String> labels() {
        return HardwareDocument.labels(document);
    }

    /** Counts up with every change; the ETag. */
    public long version() {
        return version == null ? 0 : version;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }
}
