package dev.kindling.tink.postgres;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that holds an embedded PostgreSQL until its standard input ends. */
final class PostgresHolder {

    private PostgresHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresSettings.in(Path.of(arguments[0])))) {
            System.out.println("ready " + postgres.port() + " " + postgres.pid());
            while (System.in.read() >= 0) {
                // wait for the end
            }
        }
    }
}
