package dev.kindling.tink.identity;

import dev.kindling.tink.failure.Failure;
import org.springframework.stereotype.Component;

/** Reads the {@code authorization} header (RFC 6750 section 2.1) of a person's or a script's request, over REST and gRPC alike. */
@Component
public class BearerTokens {

    private static final String SCHEME = "Bearer ";

    private final Tokens tokens;

    BearerTokens(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Who calls, when that may be.
     *
     * @param header null when absent
     * @throws Failure.Unauthenticated without a token, or with one that is unknown or has ended
     * @throws Failure.Denied when its role does not cover the access
     */
    public Caller authorise(String header, Access access) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Failure.Unauthenticated(
                    "a token is needed: send 'Authorization: Bearer TOKEN'; the first one is in the data directory's admin-token");
        }
        Caller caller = tokens.authenticate(header.substring(SCHEME.length()).strip())
                .orElseThrow(() -> new Failure.Unauthenticated("this token is unknown or has expired"));
        if (!caller.role().covers(access.role())) {
            throw new Failure.Denied(
                    "token '" + caller.name() + "' has role " + caller.role() + "; this needs " + access.role());
        }
        return caller;
    }
}
