package dev.kindling.tink.identity.web;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.identity.Role;
import dev.kindling.tink.identity.Tokens;
import dev.kindling.tink.listing.Page;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tokens; the text of one is shown when it is made and never again. */
@RestController
@RequestMapping(path = "/api/v1/tokens", produces = MediaType.APPLICATION_JSON_VALUE)
class TokenController {

    private final Tokens tokens;

    TokenController(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * A wish for a token.
     *
     * @param expiresAt null: never
     */
    record Wish(String name, Role role, Instant expiresAt) {

        Wish {
            List<Violation> violations = new ArrayList<>();
            if (name == null || name.isBlank() || name.length() > 100) {
                violations.add(new Violation("/name", String.valueOf(name), "is not a name of 1 to 100 characters"));
            }
            if (role == null) {
                violations.add(new Violation("/role", "", "is missing; write VIEWER, OPERATOR or ADMIN"));
            }
            if (!violations.isEmpty()) {
                throw new Failure.Invalid("token", violations);
            }
        }
    }

    /** @param token the secret text; only in the answer that made it, else null */
    record TokenView(UUID id, String name, Role role, Instant createdAt, Instant expiresAt, String token) {

        static TokenView of(Tokens.Token token, String text) {
            return new TokenView(
                    token.id(),
                    token.name(),
                    token.role(),
                    token.createdAt(),
                    token.expiresAt().orElse(null),
                    text);
        }

        @Override
        public String toString() {
            return "TokenView[" + id + ", " + name + "]";
        }
    }

    @PostMapping
    ResponseEntity<TokenView> create(@RequestBody Wish wish) {
        Tokens.Issued issued = tokens.issue(wish.name(), wish.role(), Optional.ofNullable(wish.expiresAt()));
        return ResponseEntity.created(
                        URI.create("/api/v1/tokens/" + issued.token().id()))
                .body(TokenView.of(issued.token(), issued.text()));
    }

    @GetMapping
    Page<TokenView> list(@RequestParam Optional<UUID> after, @RequestParam(defaultValue = "100") int limit) {
        int size = Page.checked(limit);
        return Page.of(
                tokens.list(after, size + 1),
                size,
                each -> TokenView.of(each, null),
                each -> each.id().toString());
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable UUID id) {
        tokens.delete(id);
        return ResponseEntity.noContent().build();
    }
}
