package dev.kindling.provisioner.client;

import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The tree of client verbs: every kind of thing has list, get, apply, delete and watch; some have more. */
public final class ClientCommands {

    private static final int REFUSED = 1;
    private static final int NOT_FOUND = 3;
    private static final int UNREACHABLE = 4;

    private ClientCommands() {}

    /**
     * The command of {@code hardware}, {@code template}, {@code workflow}, {@code machine}, {@code token}, {@code secret}, and of
     * {@code import} and {@code export}.
     */
    public static Optional<CommandLine> of(String verb) {
        return switch (verb) {
            case "import" -> Optional.of(moving(verb, new TinkerbellImportCommand()));
            case "export" -> Optional.of(moving(verb, new TinkerbellExportCommand()));
            default -> Resource.ofVerb(verb).map(ClientCommands::of);
        };
    }

    private static CommandLine moving(String verb, Object tinkerbell) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new Group());
        spec.name("kindling " + verb);
        spec.addSubcommand("tinkerbell", new CommandLine(tinkerbell));
        return reporting(new CommandLine(spec));
    }

    private static CommandLine of(Resource resource) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new Group());
        spec.name("kindling " + resource.verb());
        spec.addSubcommand("list", new CommandLine(new ListCommand(resource)));
        spec.addSubcommand("watch", new CommandLine(new WatchCommand(resource)));
        switch (resource) {
            case MACHINE, BATCH -> spec.addSubcommand("get", new CommandLine(new GetCommand(resource)));
            case WEBHOOK -> {
                spec.addSubcommand("get", new CommandLine(new GetCommand(resource)));
                spec.addSubcommand("delete", new CommandLine(new DeleteCommand(resource)));
            }
            case TOKEN, SECRET -> {
                spec.addSubcommand("apply", new CommandLine(new ApplyCommand(resource)));
                spec.addSubcommand("delete", new CommandLine(new DeleteCommand(resource)));
            }
            case HARDWARE, TEMPLATE, WORKFLOW -> {
                spec.addSubcommand("get", new CommandLine(new GetCommand(resource)));
                spec.addSubcommand("apply", new CommandLine(new ApplyCommand(resource)));
                spec.addSubcommand("delete", new CommandLine(new DeleteCommand(resource)));
            }
        }
        switch (resource) {
            case WORKFLOW -> {
                spec.addSubcommand("create", new CommandLine(new WorkflowCreateCommand()));
                spec.addSubcommand("logs", new CommandLine(new WorkflowLogsCommand()));
                spec.addSubcommand("retry", new CommandLine(new WorkflowRetryCommand()));
                for (WorkflowDecideCommand.Decision decision : WorkflowDecideCommand.Decision.values()) {
                    CommandLine command = new CommandLine(new WorkflowDecideCommand(decision));
                    command.getCommandSpec().usageMessage().description(decision.description());
                    spec.addSubcommand(decision.verb(), command);
                }
            }
            case TOKEN -> spec.addSubcommand("create", new CommandLine(new TokenCreateCommand(Clock.systemUTC())));
            case SECRET -> spec.addSubcommand("set", new CommandLine(new SecretSetCommand()));
            case TEMPLATE -> {
                spec.addSubcommand("render", new CommandLine(new TemplateRenderCommand()));
                spec.addSubcommand("lint", new CommandLine(new TemplateLintCommand()));
            }
            case BATCH -> spec.addSubcommand("cancel", new CommandLine(new OrderCommand(resource, "cancel")));
            case WEBHOOK -> {
                spec.addSubcommand("create", new CommandLine(new WebhookCreateCommand()));
                spec.addSubcommand("revive", new CommandLine(new OrderCommand(resource, "revive")));
            }
            case MACHINE -> spec.addSubcommand("label", new CommandLine(new MachineLabelCommand()));
            case HARDWARE -> {
                // nothing of their own
            }
        }
        return reporting(new CommandLine(spec));
    }

    /** A refusal is one or a few lines and an exit code, never a stack trace. */
    public static CommandLine reporting(CommandLine command) {
        return command.setExecutionExceptionHandler((failure, line, parsed) -> {
            if (!(failure instanceof ApiException known)) {
                throw failure;
            }
            line.getErr().println("kindling: " + known.getMessage());
            return switch (known) {
                case ApiException.Refused refused -> refused.status() == 404 ? NOT_FOUND : REFUSED;
                case ApiException.Unreachable _, ApiException.Unconfigured _ -> UNREACHABLE;
            };
        });
    }

    /** Needs one of its subcommands. */
    @Command(mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Over the REST API.")
    static final class Group implements Runnable {

        @CommandLine.Spec
        private CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(spec.commandLine(), "which of its commands?");
        }
    }
}
