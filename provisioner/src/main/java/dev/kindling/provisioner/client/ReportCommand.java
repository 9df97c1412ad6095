package dev.kindling.provisioner.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything about one machine in one file, to be looked at later or by somebody else. */
@Command(
        name = "kindling report",
        mixinStandardHelpOptions = true,
        description = {
            "Bundles what is known of a machine: its last packets (pcapng), timeline, verdict, documents, and the",
            "configuration of every service. What may be a secret is taken out."
        })
public final class ReportCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Mixin
    private MachineArgument machine;

    @Option(
            names = {"-f", "--file"},
            description = "the .zip to write, or a directory to write into (default: report-MAC.zip)")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            String mac = machine.mac(api);
            Map<String, byte[]> files = new ReportFiles(api, mac).all();
            Path target = file == null ? Path.of("report-" + mac.replace(':', '-') + ".zip") : file;
            if (Files.isDirectory(target)) {
                Bundle.writeInto(target, files);
            } else {
                Bundle.writeZip(target, files);
            }
            files.forEach((name, content) -> spec.commandLine().getOut().printf("%9d  %s%n", content.length, name));
            spec.commandLine().getOut().println("written to " + target);
            return 0;
        } catch (IOException e) {
            spec.commandLine().getErr().println("kindling report: " + e.getMessage());
            return 1;
        }
    }
}
