package dev.kindling.agent.process;

import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A program of the machine.
 *
 * @param debianPackage where it comes from
 * @param environment in addition to the agent's
 */
public record Tool(String name, String debianPackage, Map<String, String> environment, Cancellation cancellation) {

    /** @param text standard error, for people */
    public record Outcome(int exitCode, byte[] output, String text) {

        /** What it said, on whichever stream, in one line. */
        public String said() {
            String all = text.isEmpty() ? new String(output, StandardCharsets.UTF_8) : text;
            return name(exitCode) + String.join("; ", all.strip().lines().toList());
        }

        private static String name(int exitCode) {
            return "exit code " + exitCode + ", ";
        }
    }

    /** Runs it to its end. */
    public Outcome run(List<String> arguments, byte[] input) throws ActionFailure, IOException, InterruptedException {
        Process process = start(arguments);
        cancellation.onCancel(process::destroyForcibly);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        Thread errorReader = new Thread(() -> copy(process.getErrorStream(), errors), name + "-errors");
        Thread writer = new Thread(() -> feed(process.getOutputStream(), input), name + "-input");
        errorReader.setDaemon(true);
        writer.setDaemon(true);
        errorReader.start();
        writer.start();
        byte[] output = process.getInputStream().readAllBytes();
        int exitCode = process.waitFor();
        errorReader.join();
        cancellation.check();
        return new Outcome(
                exitCode, output, errors.toString(StandardCharsets.UTF_8).strip());
    }

    /** Runs it with no input; a failure in its own words. */
    public Outcome must(List<String> arguments, String otherwise)
            throws ActionFailure, IOException, InterruptedException {
        Outcome outcome = run(arguments, new byte[0]);
        if (outcome.exitCode() != 0) {
            throw new ActionFailure(otherwise + ": " + outcome.said());
        }
        return outcome;
    }

    private Process start(List<String> arguments) throws ActionFailure {
        ProcessBuilder builder = new ProcessBuilder(name);
        builder.command().addAll(arguments);
        builder.environment().putAll(environment);
        cancellation.attempt().ifPresent(attempt -> builder.environment().put(Leftovers.MARK, attempt.toString()));
        // Services and sudo often leave /sbin out; debugfs lives there.
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, sbin) -> path + ":" + sbin);
        try {
            return startWith(builder);
        } catch (IOException e) {
            throw new ActionFailure(name + " cannot be started: install the Debian package " + debianPackage
                    + " in the root file system the agent runs in (" + e.getMessage() + ")");
        }
    }

    /** The JVM looks a name up in its own PATH, not in the one it hands on. */
    private Process startWith(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            builder.command().set(0, "/usr/sbin/" + name);
            return builder.start();
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        try (from) {
            from.transferTo(to);
        } catch (IOException e) {
            // The process was ended; there is nothing more to read.
            return;
        }
    }

    private static void feed(OutputStream to, byte[] input) {
        try (to) {
            to.write(input);
        } catch (IOException e) {
            // It ended without reading all of it; its exit code says why.
            return;
        }
    }
}
