package dev.kindling.tink.template;

import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The actions of Tinkerbell's hub (tinkerbell/actions) that our agent has of its own, where a site says so. The plan keeps
 * the image the template names: a Tinkerbell worker may get the same action, and runs the container.
 *
 * @param prefixes what stands before the action's name, like {@code quay.io/tinkerbell-actions/}; {@code docker.io/library/}
 *     is also meant by a name without a registry
 * @param unchecked writes images and archives for which the template names no checksum
 */
public record NativeImages(List<String> prefixes, boolean unchecked) {

    private static final String NATIVE = "kindling/";
    private static final String NO_REGISTRY = "docker.io/library/";
    private static final Set<String> NAMES = Set.of(
            "image2disk",
            "archive2disk",
            "oci2disk",
            "writefile",
            "cexec",
            "rootio",
            "kexec",
            "grub2disk",
            "qemuimg2disk",
            "slurp",
            "syslinux");
    private static final Map<String, String> WAIVERS = Map.of(
            "image2disk", "INSECURE_NO_SHA256",
            "qemuimg2disk", "INSECURE_NO_SHA256",
            "archive2disk", "INSECURE_NO_TARFILE_CHECKSUM_VERIFICATION");

    public NativeImages {
        prefixes = prefixes.stream()
                .map(prefix -> prefix.endsWith("/") ? prefix : prefix + "/")
                .toList();
    }

    /** The action as our agent is to run it. */
    public PlannedAction forAgent(PlannedAction action) {
        Optional<String> name = name(action.image());
        if (name.isEmpty()) {
            return action;
        }
        Map<String, String> environment = new LinkedHashMap<>(action.environment());
        String waiver = WAIVERS.get(name.get());
        if (unchecked
                && waiver != null
                && environment.keySet().stream().noneMatch(Set.of("SHA256", "TARFILE_CHECKSUM")::contains)) {
            environment.put(waiver, "true");
        }
        return action.as(NATIVE + name.get(), environment, action.secrets());
    }

    /** The name of the native action that an image stands for here. */
    Optional<String> name(String image) {
        String path = image.replaceFirst("@.*", "");
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1).replaceFirst(":.*", "");
        String prefix = slash < 0 ? NO_REGISTRY : path.substring(0, slash + 1);
        return NAMES.contains(name) && prefixes.contains(prefix) ? Optional.of(name) : Optional.empty();
    }
}
