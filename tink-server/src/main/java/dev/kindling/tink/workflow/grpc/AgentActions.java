package dev.kindling.tink.workflow.grpc;

import dev.kindling.tink.site.SiteProperties;
import dev.kindling.tink.template.ContainerRules;
import dev.kindling.tink.template.NativeImages;
import dev.kindling.tink.workflow.WorkAnswer;
import org.springframework.stereotype.Component;

/** An action as the site lets an agent run it: native where it lists the image, in a container by its rules else. */
@Component
class AgentActions {

    private final NativeImages images;
    private final ContainerRules containers;

    AgentActions(SiteProperties site) {
        this.images = new NativeImages(site.nativeImages(), site.nativeImagesUnchecked());
        this.containers =
                new ContainerRules(site.privilegedContainers(), site.registryLogins(), site.registryMirrors());
    }

    WorkAnswer forAgent(WorkAnswer answer) {
        return answer instanceof WorkAnswer.Assigned assigned ? forAgent(assigned) : answer;
    }

    WorkAnswer.Assigned forAgent(WorkAnswer.Assigned assigned) {
        return new WorkAnswer.Assigned(
                assigned.workflow(),
                assigned.index(),
                assigned.attempt(),
                containers.forAgent(images.forAgent(assigned.action())));
    }
}
