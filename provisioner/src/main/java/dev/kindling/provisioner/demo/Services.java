package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.client.Api;
import dev.kindling.provisioner.suite.Endpoints;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The services the boards meet.
 *
 * @param endpoints where they answer
 * @param data their data directory, with the admin token in it
 */
record Services(Endpoints endpoints, Path data) {

    /** As the administrator; to be closed. */
    Api api() throws IOException {
        String token = Files.readString(data.resolve("admin-token")).strip();
        return new Api(URI.create(endpoints.rest()), token);
    }
}
