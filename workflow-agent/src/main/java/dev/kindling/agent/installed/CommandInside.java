package dev.kindling.agent.installed;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code kindling/cexec}: CMD_LINE in the system on BLOCK_DEVICE, with the names of Tinkerbell's action (tinkerbell/actions
 * cexec). With DEFAULT_INTERPRETER the line is its last argument; without, it is split into commands and words, and quotes
 * are heeded.
 */
public final class CommandInside implements ActionRuntime {

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        String line = context.require("CMD_LINE");
        Inside inside =
                Inside.of(context, "BLOCK_DEVICE", context.optional("CHROOT").isPresent());
        Optional<String> interpreter = context.optional("DEFAULT_INTERPRETER");
        if (interpreter.isPresent()) {
            List<String> command = new ArrayList<>();
            Words.commands(interpreter.get()).forEach(command::addAll);
            command.add(line);
            inside.run(List.of(command));
        } else {
            inside.run(Words.commands(line));
        }
        return new ActionResult.Succeeded("");
    }
}
