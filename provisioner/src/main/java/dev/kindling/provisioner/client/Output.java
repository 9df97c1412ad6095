package dev.kindling.provisioner.client;

import picocli.CommandLine.Option;

/** For people or for programs. */
final class Output {

    enum Format {
        table,
        json,
        csv
    }

    @Option(names = "-o", paramLabel = "FORMAT", description = "table, json or csv (default: ${DEFAULT-VALUE})")
    private Format format = Format.table;

    boolean isCsv() {
        return format == Format.csv;
    }

    boolean isJson() {
        return format == Format.json;
    }
}
