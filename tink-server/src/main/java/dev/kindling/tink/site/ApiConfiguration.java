package dev.kindling.tink.site;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says of the whole; springdoc reads the rest from the controllers. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

    private static final String TOKEN = "token";

    @Bean
    OpenAPI openApi() {
        String version = Objects.requireNonNullElse(
                ApiConfiguration.class.getPackage().getImplementationVersion(), "development");
        Info info = new Info().title("Kindling").version(version).description("""
                        Provisions bare boards over the network: hardware, templates, workflows and batches, machines and \
                        what happened to them, webhooks, secrets, tokens and the audit. A viewer's token reads, an operator's \
                        changes and runs, an admin's also handles tokens, webhooks and the audit. Errors are problem details \
                        (RFC 9457); an invalid input lists every violation. Lists come in pages: give `next` as `after`.""");
        SecurityScheme bearer =
                new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer");
        return new OpenAPI()
                .info(info)
                .components(new Components().addSecuritySchemes(TOKEN, bearer))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }
}
