package dev.kindling.agent;

import dev.kindling.agent.root.PrivateFile;
import dev.kindling.contract.SessionSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The secret of this boot, kept from one agent process to the next. */
record SessionFile(Path path) {

    /** The one that is there, or a new one, on disk before anybody is told it. */
    SessionSecret readOrCreate() throws IOException {
        if (Files.exists(path)) {
            try {
                return SessionSecret.parse(Files.readString(path).strip());
            } catch (IllegalArgumentException e) {
                // Not ours, or cut off: a new one is as good, nobody can know this one.
                Files.delete(path);
            }
        }
        SessionSecret secret = SessionSecret.random(new SecureRandom());
        new PrivateFile(path).write(secret.bearer().getBytes(StandardCharsets.US_ASCII));
        return secret;
    }
}
