package dev.kindling.boots.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code conformance/rules.tsv}: number, status, source, sentence. */
final class RuleBook {

    private static final String AGAINST = "against: ";

    private RuleBook() {}

    /**
     * @param number D1 and on for DHCP, T1 and on for TFTP
     * @param status {@code kept}, {@code open} (not tested yet) or {@code against: REASON}
     * @param source the RFC's section, or "project"
     */
    record Entry(String number, String status, String source, String sentence) {

        boolean isKept() {
            return status.equals("kept");
        }

        boolean isOpen() {
            return status.equals("open");
        }

        /** Why we do otherwise. */
        String reason() {
            return status.substring(AGAINST.length());
        }
    }

    static Map<String, Entry> read() throws IOException {
        Map<String, Entry> rules = new LinkedHashMap<>();
        for (String line : lines()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] columns = line.split("\t");
                Entry entry = new Entry(columns[0], columns[1], columns[2], columns[3]);
                if (!entry.isKept() && !entry.isOpen() && !entry.status().startsWith(AGAINST)) {
                    throw new IOException("rule " + entry.number() + " has status '" + entry.status()
                            + "'; write kept, open or 'against: REASON'");
                }
                if (rules.put(entry.number(), entry) != null) {
                    throw new IOException("rule " + entry.number() + " is there twice");
                }
            }
        }
        return rules;
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = RuleBook.class.getResourceAsStream("/conformance/rules.tsv")) {
            return new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
    }
}
