package dev.kindling.provisioner.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Byte for byte what a machine would be sent, without anything being sent. */
@Command(
        name = "kindling preview",
        mixinStandardHelpOptions = true,
        description = {
            "What a machine would be sent at its next boot: DHCP answers, files by TFTP, iPXE scripts, its workflow, its",
            "metadata. <nonce> and <time> stand for what differs from boot to boot."
        })
public final class PreviewCommand implements Callable<Integer> {

    private static final String BINARY = ".bin";

    @Mixin
    private Connection connection;

    @Mixin
    private MachineArgument machine;

    @Option(
            names = "--as",
            defaultValue = "",
            description = {
                "take it for a pi, pxe-bios, pxe-uefi-x64, pxe-uefi-arm64, http-x64, http-arm64, ipxe or plain client",
                "(default: what it was heard to send last, else what its MAC address and architecture say)"
            })
    private String client;

    @Option(
            names = {"-f", "--file"},
            description = "write it to a .zip, or into a directory, with the DHCP answers as bytes too")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Api api = connection.open()) {
            Map<String, byte[]> files = files(api);
            if (file == null) {
                files.forEach((name, content) -> print(out, name, content));
                out.flush();
            } else if (Files.isDirectory(file)) {
                Bundle.writeInto(file, files);
            } else {
                Bundle.writeZip(file, files);
            }
            return 0;
        } catch (IOException e) {
            spec.commandLine().getErr().println("kindling preview: " + e.getMessage());
            return 1;
        }
    }

    private Map<String, byte[]> files(Api api) {
        String mac = machine.mac(api);
        Map<String, byte[]> files = new LinkedHashMap<>();
        String path = "machines/" + UrlText.of(mac) + "/preview?client=" + UrlText.of(client);
        for (JsonNode part : api.get(path).path("parts")) {
            files.put(
                    part.path("service").asString() + "/" + part.path("name").asString(),
                    part.path("content").binaryValue());
        }
        for (String service : new String[] {"boots", "hegel"}) {
            if (files.keySet().stream().noneMatch(name -> name.startsWith(service + "/"))) {
                text(files, service + "/none.txt", silence(service));
            }
        }
        workflow(api, mac, files);
        return files;
    }

    private static String silence(String service) {
        return service + " said nothing: it is not connected, or knows it not; with several tink-servers ask the one "
                + service + " is connected to (--url)\n";
    }

    /** The newest one. */
    private static void workflow(Api api, String mac, Map<String, byte[]> files) {
        JsonNode newest = api.get("workflows?limit=1&machine=" + UrlText.of(mac))
                .path("items")
                .path(0);
        if (newest.isMissingNode()) {
            text(files, "workflow.txt", "it has no workflow: its agent would be told to wait\n");
            return;
        }
        String id = newest.path("id").asString();
        text(
                files,
                "workflow.txt",
                "workflow " + id + " is " + newest.path("state").asString() + "\n");
        text(files, "workflow.json", Api.pretty(api.get("workflows/" + id + "/plan")) + "\n");
    }

    private static void text(Map<String, byte[]> files, String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void print(PrintWriter out, String name, byte[] content) {
        if (!name.endsWith(BINARY)) {
            String text = new String(content, StandardCharsets.UTF_8);
            out.println("=== " + name);
            out.print(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
            out.println();
        }
    }
}
