package dev.kindling.provisioner.firmware;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of this host.
 *
 * @param debianPackage what to install when it is missing
 */
record Tool(String name, String debianPackage) {

    private static final int MINUTES = 10;

    /** @return what it wrote */
    String run(String... arguments) throws IOException, InterruptedException, FirmwareException {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("kindling-firmware", ".log");
        try {
            Process process = start(command, output);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new FirmwareException(name + " did not end within " + MINUTES + " minutes");
            }
            String text = Files.readString(output, StandardCharsets.ISO_8859_1);
            if (process.exitValue() != 0) {
                throw new FirmwareException(
                        String.join(" ", command) + " ended with " + process.exitValue() + ": " + text.strip());
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private Process start(List<String> command, Path output) throws IOException, FirmwareException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("MTOOLS_SKIP_CHECK", "1");
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        try {
            return builder.redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            throw new FirmwareException("'" + name + "' cannot be started; install the package " + debianPackage);
        }
    }
}
