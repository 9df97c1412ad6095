package dev.kindling.provisioner;

import dev.kindling.provisioner.client.ClientCommands;
import dev.kindling.provisioner.client.PreviewCommand;
import dev.kindling.provisioner.client.ReportCommand;
import dev.kindling.provisioner.client.WhyCommand;
import dev.kindling.provisioner.demo.DemoCommand;
import dev.kindling.provisioner.demo.SimulateCommand;
import dev.kindling.provisioner.demo.TrainCommand;
import dev.kindling.provisioner.firmware.FirmwareCommand;
import dev.kindling.provisioner.suite.UpCommand;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;

/** The {@code kindling} command. Only the classes of the verb asked for are loaded. */
public final class Kindling {

    private static final int WRONG_USAGE = 2;

    private Kindling() {}

    public static void main(String[] words) {
        String verb = words.length == 0 ? "" : words[0];
        Optional<CommandLine> command = command(verb);
        if (command.isEmpty()) {
            System.err.println("kindling: there is no verb '" + verb + "'; ./kindling --help lists them");
            System.exit(WRONG_USAGE);
            return;
        }
        System.exit(command.get().execute(Arrays.copyOfRange(words, 1, words.length)));
    }

    private static Optional<CommandLine> command(String verb) {
        return switch (verb) {
            case "up" -> Optional.of(new CommandLine(new UpCommand()));
            case "demo" -> Optional.of(new CommandLine(new DemoCommand()));
            case "simulate" -> Optional.of(new CommandLine(new SimulateCommand()));
            case "train" -> Optional.of(new CommandLine(new TrainCommand()));
            case "firmware" -> Optional.of(FirmwareCommand.commandLine());
            case "why" -> Optional.of(ClientCommands.reporting(new CommandLine(new WhyCommand())));
            case "report" -> Optional.of(ClientCommands.reporting(new CommandLine(new ReportCommand())));
            case "preview" -> Optional.of(ClientCommands.reporting(new CommandLine(new PreviewCommand())));
            default -> ClientCommands.of(verb);
        };
    }
}
