package dev.kindling.tink.tinkerbell.classic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

/** One server for all tests of Tinkerbell's clients: a start costs more than all their calls. */
public final class SharedLab implements BeforeAllCallback {

    private Running running;

    /** Closed by JUnit at the end of the run. */
    private record Running(Path data, ClassicLab lab) implements AutoCloseable {

        static Running start() {
            try {
                Path data = Files.createTempDirectory("kindling-classic-lab");
                return new Running(data, ClassicLab.start(data));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            lab.close();
            FileSystemUtils.deleteRecursively(data);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Running.class, _ -> Running.start(), Running.class);
    }

    public ClassicLab lab() {
        return running.lab();
    }
}
