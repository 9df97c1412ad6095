package dev.kindling.provisioner.client;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** Changes some labels of a machine and leaves the others. */
@Command(name = "label", mixinStandardHelpOptions = true, description = "Set and remove labels of a machine.")
final class MachineLabelCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(index = "0", paramLabel = "MAC")
    private String mac;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME=VALUE|NAME-", description = "to set, or to remove")
    private List<String> changes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String path = "machines/" + UrlText.of(mac);
        try (Api api = connection.open()) {
            ObjectNode labels = api.get(path).withObject("/labels");
            for (String change : changes) {
                int equals = change.indexOf('=');
                if (equals > 0) {
                    labels.put(change.substring(0, equals), change.substring(equals + 1));
                } else if (change.endsWith("-")) {
                    labels.remove(change.substring(0, change.length() - 1));
                } else {
                    throw new ParameterException(
                            spec.commandLine(), "'" + change + "' is neither NAME=VALUE nor NAME-");
                }
            }
            api.put(path + "/labels", "application/json", labels.toString());
            spec.commandLine().getOut().println("machine " + mac + " labelled");
            return 0;
        }
    }
}
