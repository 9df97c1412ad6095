package dev.kindling.hegel.secret;

import dev.kindling.contract.SessionSecret;

/** Where secrets are: with tink-server, which decides who gets one. */
public interface Secrets {

    /**
     * Reads one secret with the session of the machine that wants it.
     *
     * @param address where the machine asked from, for the audit
     */
    SecretAnswer read(SessionSecret session, String name, String address);
}
