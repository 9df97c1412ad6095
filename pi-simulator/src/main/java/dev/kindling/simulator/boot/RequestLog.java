package dev.kindling.simulator.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The TFTP requests of one boot, compared in the end with those of a real Pi 4 ({@code pi4-requests.txt}). */
final class RequestLog {

    private static final String ANY = "any";
    private static final String IF_PROBED = "if-probed";

    private static final String IF_AUTO = "auto:";

    private final List<Request> requests = new ArrayList<>();

    void add(Request request) {
        requests.add(request);
    }

    /**
     * The first difference from a real board's list, or empty.
     *
     * @param config names the files whose names a board's owner chooses
     */
    Optional<String> difference(ConfigTxt config) {
        List<Request> expected = reference(config).stream().filter(this::isDue).toList();
        List<Request> actual =
                requests.stream().filter(request -> !request.owed(config)).toList();
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String want = i < expected.size() ? expected.get(i).toString() : "nothing more";
            String got = i < actual.size() ? actual.get(i).toString() : "nothing more";
            if (i >= expected.size() || i >= actual.size() || !expected.get(i).matches(actual.get(i))) {
                return Optional.of(
                        "TFTP request " + (i + 1) + ": a Pi 4 does '" + want + "', this boot did '" + got + "'");
            }
        }
        return Optional.empty();
    }

    private boolean isDue(Request reference) {
        return !reference.end().equals(IF_PROBED) || requests.contains(new Request("probe", reference.file(), "found"));
    }

    private static List<Request> reference(ConfigTxt config) {
        try (InputStream in = RequestLog.class.getResourceAsStream("pi4-requests.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .filter(line -> !line.startsWith(IF_AUTO) || config.looksForInitramfs())
                    .map(line -> line.replace(IF_AUTO, ""))
                    .map(line -> line.replace("KERNEL", config.kernel()).replace("CMDLINE", config.commandLine()))
                    .map(Request::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One request and its end.
     *
     * @param verb {@code read} or {@code probe}
     * @param file name without prefix
     * @param end {@code found}, {@code missing}, or in the reference also {@code any} or {@code if-probed}
     */
    record Request(String verb, String file, String end) {

        static Request parse(String line) {
            String[] words = line.strip().split("\\s+");
            return new Request(words[0], words[1], words[2]);
        }

        boolean matches(Request actual) {
            return verb.equals(actual.verb)
                    && file.equals(actual.file)
                    && (end.equals(ANY) || end.equals(IF_PROBED) || end.equals(actual.end));
        }

        /** Whether the board's own config.txt is the reason for it. */
        boolean owed(ConfigTxt config) {
            return config.initramfs().filter(file::equals).isPresent()
                    || config.looksForInitramfs() && file.equals(ConfigTxt.AUTO_INITRAMFS)
                    || config.overlays().stream().anyMatch(name -> file.equals("overlays/" + name + ".dtbo"));
        }

        @Override
        public String toString() {
            return verb + " " + file + " " + end;
        }
    }
}
