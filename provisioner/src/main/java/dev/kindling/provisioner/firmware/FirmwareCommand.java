package dev.kindling.provisioner.firmware;

import dev.kindling.provisioner.firmware.FirmwareStore.Version;
import dev.kindling.provisioner.suite.Endpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling firmware}: works on the data directory, whether or not Kindling runs. */
@Command(
        name = "kindling firmware",
        description = "Boot files of boards, by version.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(import | list | use)")
public final class FirmwareCommand implements Runnable {

    private static final int REFUSED = 1;

    @Option(
            names = "--data",
            scope = CommandLine.ScopeType.INHERIT,
            description = "data directory (default: KINDLING_DATA, else /var/lib/kindling for root)")
    private Path data = Endpoints.defaultDataDirectory();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** The command, with refusals as one line. */
    public static CommandLine commandLine() {
        CommandLine command = new CommandLine(new FirmwareCommand());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            if (failure instanceof FirmwareException || failure instanceof IOException) {
                line.getErr().println("kindling firmware: " + reason(failure));
                return REFUSED;
            }
            throw failure;
        });
        return command;
    }

    private static String reason(Exception failure) {
        return failure instanceof FirmwareException ? failure.getMessage() : failure.toString();
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Takes boot files in, checks that a Pi 4 can boot them, puts the modules of their kernel into the root",
                "tree and makes the initramfs. The first version is used at once."
            })
    int take(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "PATH",
                            description =
                                    "an image of Raspberry Pi OS, a directory, or raspi-firmware and kernel *.deb")
                    List<Path> paths,
            @Option(names = "--name", description = "of the version (default: the release of its kernel)") String name,
            @Option(names = "--root", description = "root tree (default: the one machines get)") String root,
            @Option(names = "--boot-files-only", description = "no modules, no initramfs") boolean bootFilesOnly)
            throws Exception {
        FirmwareStore store = FirmwareStore.in(data);
        Optional<RootTree> tree = bootFilesOnly ? Optional.empty() : RootTree.find(data, Optional.ofNullable(root));
        if (tree.isEmpty() && !bootFilesOnly) {
            throw new FirmwareException("there is no root tree in " + data.resolve("roots")
                    + " to take the kernel's modules into; make one with deploy/nfsroot/build, choose one with --root,"
                    + " or give --boot-files-only");
        }
        FirmwareImport work = new FirmwareImport(store, tree, step -> System.err.println("kindling: " + step));
        Version version = work.run(paths, Optional.ofNullable(name));
        if (store.used().isEmpty()) {
            store.use(version.name());
        }
        System.out.println("firmware " + version.name() + " imported"
                + (store.used().equals(Optional.of(version.name()))
                        ? " and used"
                        : "; 'kindling firmware use " + version.name() + "' lets boards boot it"));
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Names the versions; * is the one in use.")
    int list() throws IOException {
        FirmwareStore store = FirmwareStore.in(data);
        Optional<String> used = store.used();
        for (Version version : store.versions()) {
            System.out.printf(
                    "%s %-28s kernel %-28s root %-24s %s%n",
                    used.equals(Optional.of(version.name())) ? "*" : " ",
                    version.name(),
                    version.kernel().isEmpty() ? "-" : version.kernel(),
                    version.root().isEmpty() ? "-" : version.root(),
                    version.source());
        }
        return 0;
    }

    @Command(name = "use", mixinStandardHelpOptions = true, description = "Lets boards boot this version from now on.")
    int use(@Parameters(paramLabel = "NAME") String name) throws Exception {
        FirmwareStore store = FirmwareStore.in(data);
        Optional<String> before = store.used();
        store.use(name);
        System.out.println("firmware " + name + " used, before: " + before.orElse("none"));
        store.machines()
                .forEach((mac, version) -> System.out.println("not by " + mac + ": its link machine-" + mac
                        + " chooses " + version + "; remove the link and it boots " + name));
        return 0;
    }
}
