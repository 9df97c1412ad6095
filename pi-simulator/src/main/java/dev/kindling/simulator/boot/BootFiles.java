package dev.kindling.simulator.boot;

import dev.kindling.simulator.wire.TftpClient;
import dev.kindling.simulator.wire.TftpResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The files of one boot as one of its two clients sees them: below the prefix, logged, config.txt the same each time. */
final class BootFiles {

    private static final String CONFIG = "config.txt";

    private final TftpClient client;
    private final String prefix;
    private final Records records;

    BootFiles(TftpClient client, String prefix, Records records) {
        this.client = client;
        this.prefix = prefix;
        this.records = records;
    }

    /** Whether the file is there. */
    boolean probe(String file) throws BootFailedException, InterruptedException {
        return end("probe", file, client.probe(prefix + file)).isPresent();
    }

    /** The file, or empty if it is missing. */
    Optional<TftpResult.Received> read(String file) throws BootFailedException, InterruptedException {
        records.text().accept(file);
        Optional<TftpResult> end = fetch(file);
        if (end.isPresent() && end.get() instanceof TftpResult.Received received) {
            if (file.equals(CONFIG)) {
                records.compareConfig(received);
            }
            return Optional.of(received);
        }
        return Optional.empty();
    }

    private Optional<TftpResult> fetch(String file) throws BootFailedException, InterruptedException {
        try (OutputStream copy = records.copies().apply(file)) {
            return end("read", file, client.read(prefix + file, copy));
        } catch (IOException e) {
            throw new UncheckedIOException("the copy of " + file, e);
        }
    }

    /** A file without which the boot ends. */
    TftpResult.Received need(String file) throws BootFailedException, InterruptedException {
        return read(file).orElseThrow(() -> new BootFailedException(file + " is missing"));
    }

    /** A probe and, if the file is there, a read. */
    Optional<TftpResult.Received> probeAndRead(String file) throws BootFailedException, InterruptedException {
        return probe(file) ? read(file) : Optional.empty();
    }

    private Optional<TftpResult> end(String verb, String file, TftpResult result) throws BootFailedException {
        return switch (result) {
            case TftpResult.Received _, TftpResult.Probed _ -> {
                records.log().add(new RequestLog.Request(verb, file, "found"));
                yield Optional.of(result);
            }
            case TftpResult.Missing _ -> {
                records.log().add(new RequestLog.Request(verb, file, "missing"));
                yield Optional.empty();
            }
            case TftpResult.Failed(String reason, boolean violation) -> {
                if (violation) {
                    records.findings().add(reason);
                }
                throw new BootFailedException(reason);
            }
        };
    }

    /** What both clients of one boot write into. */
    static final class Records {

        private final RequestLog log = new RequestLog();
        private final Findings findings;
        private final Consumer<String> text;
        private final Function<String, OutputStream> copies;
        private TftpResult.Received config;

        /**
         * For one boot.
         *
         * @param text told each file name that is read
         * @param copies where the bytes of a file go
         */
        Records(Findings findings, Consumer<String> text, Function<String, OutputStream> copies) {
            this.copies = copies;
            this.findings = findings;
            this.text = text;
        }

        RequestLog log() {
            return log;
        }

        Findings findings() {
            return findings;
        }

        Consumer<String> text() {
            return text;
        }

        Function<String, OutputStream> copies() {
            return copies;
        }

        /** A Pi reads config.txt four to eight times; different answers would give a boot that is half of each. */
        private void compareConfig(TftpResult.Received read) {
            if (config != null && !config.equals(read)) {
                findings.add("config.txt changed within one boot: first " + config.size() + " bytes '" + config.head()
                        + "', then " + read.size() + " bytes '" + read.head() + "'");
            }
            config = read;
        }
    }
}
