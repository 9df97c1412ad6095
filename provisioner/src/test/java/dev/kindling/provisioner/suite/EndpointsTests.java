package dev.kindling.provisioner.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTests {

    @TempDir
    Path data;

    @Test
    void readGivesBackWhatWasWritten() throws IOException {
        Endpoints endpoints = new Endpoints(ProcessHandle.current().pid(), "127.42.0.2", Ports.free("127.0.0.1"));

        endpoints.write(data);

        assertThat(Endpoints.read(data)).contains(endpoints);
        assertThat(endpoints.rest())
                .isEqualTo("http://127.42.0.2:" + endpoints.ports().rest());
    }

    @Test
    void readOfADeadProcessIsEmptyButItsPortsAreKnown() throws IOException {
        Process dead = new ProcessBuilder("true").start();
        dead.onExit().join();
        new Endpoints(dead.pid(), "127.42.0.2", Ports.standard()).write(data);

        assertThat(Endpoints.read(data)).isEmpty();
        assertThat(Endpoints.last(data).map(Endpoints::ports)).contains(Ports.standard());
    }

    @Test
    void readOfGarbageIsEmpty() throws IOException {
        Files.writeString(data.resolve("endpoints.json"), "{");

        assertThat(Endpoints.read(data)).isEmpty();
    }
}
