package dev.kindling.tink.template.web;

import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.template.TemplatePreview;
import dev.kindling.tink.template.TemplatePreview.Rendered;
import dev.kindling.tink.template.TemplatePreview.Wish;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Looks at templates, stored ones or a text that comes along; changes nothing, so a viewer may. */
@RestController
@RequestMapping(path = "/api/v1/templates", produces = MediaType.APPLICATION_JSON_VALUE)
class PreviewController {

    private final TemplatePreview preview;

    PreviewController(TemplatePreview preview) {
        this.preview = preview;
    }

    /** Everything that is wrong; empty for nothing. */
    record Problems(List<Violation> problems) {}

    @PostMapping("/render")
    Rendered render(@RequestBody Wish wish) {
        return preview.render(wish);
    }

    @PostMapping("/{idOrName}/render")
    Rendered renderStored(@PathVariable String idOrName, @RequestBody Wish wish) {
        return preview.render(preview.stored(idOrName, wish));
    }

    @PostMapping("/lint")
    Problems lint(@RequestBody Wish wish) {
        return new Problems(preview.lint(wish));
    }

    @PostMapping("/{idOrName}/lint")
    Problems lintStored(@PathVariable String idOrName, @RequestBody Wish wish) {
        return new Problems(preview.lint(preview.stored(idOrName, wish)));
    }
}
