package dev.kindling.tink.template.web;

import dev.kindling.tink.failure.web.EntityTag;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.template.Template;
import dev.kindling.tink.template.Templates;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Templates by id or by the name the YAML gives itself; the body of a change is the YAML text, whatever its content type. */
@RestController
@RequestMapping("/api/v1/templates")
class TemplateController {

    /** As registered by RFC 9512. */
    private static final MediaType YAML = new MediaType("application", "yaml", StandardCharsets.UTF_8);

    private final Templates templates;

    TemplateController(Templates templates) {
        this.templates = templates;
    }

    @PostMapping
    ResponseEntity<TemplateView> create(@RequestBody byte[] text) {
        Template template = templates.create(decode(text));
        return ResponseEntity.created(URI.create("/api/v1/templates/" + template.id()))
                .eTag(EntityTag.of(template.version()))
                .body(TemplateView.of(template));
    }

    @GetMapping
    Page<TemplateView> list(
            @RequestParam(defaultValue = "") String after, @RequestParam(defaultValue = "100") int limit) {
        int size = Page.checked(limit);
        return Page.of(templates.list(after, size + 1), size, TemplateView::of, Template::name);
    }

    @GetMapping("/{idOrName}")
    ResponseEntity<byte[]> get(@PathVariable String idOrName) {
        Template template = templates.get(idOrName);
        return ResponseEntity.ok()
                .eTag(EntityTag.of(template.version()))
                .contentType(YAML)
                .header("Kindling-Template-Id", template.id().toString())
                .body(template.text().getBytes(StandardCharsets.UTF_8));
    }

    @PutMapping("/{idOrName}")
    ResponseEntity<TemplateView> put(
            @PathVariable String idOrName,
            @RequestBody byte[] text,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        Template template = templates.put(idOrName, decode(text), EntityTag.expected(ifMatch));
        return ResponseEntity.ok().eTag(EntityTag.of(template.version())).body(TemplateView.of(template));
    }

    @DeleteMapping("/{idOrName}")
    ResponseEntity<Void> delete(
            @PathVariable String idOrName,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        templates.delete(idOrName, EntityTag.expected(ifMatch));
        return ResponseEntity.noContent().build();
    }

    private static String decode(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }
}
