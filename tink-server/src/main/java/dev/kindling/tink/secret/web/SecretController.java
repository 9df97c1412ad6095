package dev.kindling.tink.secret.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.secret.SecretScope;
import dev.kindling.tink.secret.SecretVault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Secrets; a value can be written and replaced, never read. */
@RestController
@RequestMapping(path = "/api/v1/secrets", produces = MediaType.APPLICATION_JSON_VALUE)
class SecretController {

    private final SecretVault vault;

    SecretController(SecretVault vault) {
        this.vault = vault;
    }

    /** Exactly one of machines and cluster says who may read. */
    record Wish(String value, List<String> machines, String cluster) {

        SecretScope scope() {
            List<Violation> violations = new ArrayList<>();
            if (value == null) {
                violations.add(new Violation("/value", "", "is missing"));
            }
            return SecretScope.of(machines, cluster, violations)
                    .filter(_ -> violations.isEmpty())
                    .orElseThrow(() -> new Failure.Invalid("secret", violations));
        }

        @Override
        public String toString() {
            return "Wish[machines=" + machines + ", cluster=" + cluster + "]";
        }
    }

    /** A secret without its value. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SecretView(String name, List<String> machines, String cluster, Instant updatedAt) {

        static SecretView of(SecretVault.Secret secret) {
            return switch (secret.scope()) {
                case SecretScope.Machines scope ->
                    new SecretView(
                            secret.name(),
                            scope.macs().stream().map(MacAddress::text).toList(),
                            null,
                            secret.updatedAt());
                case SecretScope.Cluster scope -> new SecretView(secret.name(), null, scope.name(), secret.updatedAt());
            };
        }
    }

    @PutMapping("/{name}")
    SecretView put(@PathVariable String name, @RequestBody Wish wish) {
        SecretScope scope = wish.scope();
        return SecretView.of(vault.put(name, wish.value().getBytes(StandardCharsets.UTF_8), scope));
    }

    @GetMapping
    Page<SecretView> list(
            @RequestParam(defaultValue = "") String after, @RequestParam(defaultValue = "100") int limit) {
        int size = Page.checked(limit);
        return Page.of(vault.list(after, size + 1), size, SecretView::of, SecretVault.Secret::name);
    }

    @GetMapping("/{name}")
    SecretView get(@PathVariable String name) {
        return SecretView.of(vault.get(name));
    }

    @DeleteMapping("/{name}")
    ResponseEntity<Void> delete(@PathVariable String name) {
        vault.delete(name);
        return ResponseEntity.noContent().build();
    }
}
