import SupportPolicy

extension FormField {
    private var id: String { "f-\(name)" }

    /// Label, hint, problem and control, tied together for every kind of reader.
    func html(in say: Language) -> HTML {
        switch kind {
        case .hidden:
            return "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">\n"
        case .trap:
            return """
                <div class="trap" aria-hidden="true"><label for="\(id)">\(say(.leaveEmpty))</label>\
                <input id="\(id)" name="\(name)" tabindex="-1" autocomplete="off"></div>

                """
        case .checkbox:
            return """
                <div class="field check"><input type="checkbox"\(attributes) value="yes"\(" checked", when: value == "yes")>\
                <label for="\(id)">\(label)</label></div>

                """
        default:
            return """
                <div class="field\(" wrong", when: problem != nil)">
                <label for="\(id)">\(label)\(isRequired ? nil : " <small>\(say(.optional))</small>" as HTML)</label>
                \(hint.map { "<p class=\"hint\" id=\"\(id)-hint\">\($0)</p>\n" as HTML })\
                \(problem.map { "<p class=\"problem\" id=\"\(id)-problem\">\($0)</p>\n" as HTML })\
                \(control(in: say))
                </div>

                """
        }
    }

    private func control(in say: Language) -> HTML {
        switch kind {
        case .multiline(let rows):
            return "<textarea\(attributes) rows=\"\(rows)\">\n\(value)</textarea>"
        case .select(let choices):
            return """
                <select\(attributes)>
                \(choices.map { choice in """
                    <option value="\(choice.value)"\(" selected", when: choice.value == value)>\(choice.label)</option>

                    """ as HTML })</select>
                """
        case .files(let accept, let limits):
            return """
                <div class="drop"><input type="file"\(attributes) accept="\(accept)" multiple data-drop>
                <p class="hint" id="\(id)-limits">\(limits)</p>
                <p class="hint script-only" hidden>\(say(.pasteOrDrop))</p><ul class="files" aria-live="polite"></ul></div>
                """
        case .pictureCode(let picture, let words):
            return """
                <div class="picture"><img src="\(picture)" width="200" height="70" alt="\(say(.pictureOfACode))">
                <input type="text"\(attributes) autocomplete="off" autocapitalize="characters" spellcheck="false">
                <p class="hint"><a href="\(words)">\(say(.askMeInWords))</a></p></div>
                """
        case .password, .newPassword, .hidden, .trap, .checkbox:
            // A password is never written back.
            return "<input\(type)\(attributes)>"
        case .text, .email, .phone, .rfc, .number, .date, .dateAndTime, .color:
            return "<input\(type)\(attributes)\(value.isEmpty ? nil : " value=\"\(value)\"" as HTML)>"
        }
    }

    private var type: HTML {
        switch kind {
        case .email: " type=\"email\""
        case .phone: " type=\"tel\""
        case .color: " type=\"color\""
        case .date: " type=\"date\""
        case .dateAndTime: " type=\"datetime-local\""
        case .number: " type=\"text\" inputmode=\"numeric\""
        case .rfc: " type=\"text\" autocapitalize=\"characters\" spellcheck=\"false\" maxlength=\"16\""
        case .password, .newPassword: " type=\"password\""
        default: " type=\"text\""
        }
    }

    private var attributes: HTML {
        """
         id="\(id)" name="\(name)"\(" required", when: isRequired)\
        \(describedBy)\(" aria-invalid=\"true\"", when: problem != nil)\
        \(completion.map { " autocomplete=\"\($0)\"" as HTML })
        """
    }

    private var completion: String? {
        switch kind {
        case .password: "current-password"
        case .newPassword: "new-password"
        case .email: autocomplete ?? "email"
        case .phone: autocomplete ?? "tel"
        default: autocomplete
        }
    }

    private var describedBy: HTML? {
        var ids: [String] = []
        if hint != nil { ids.append("\(id)-hint") }
        if problem != nil { ids.append("\(id)-problem") }
        if case .files = kind { ids.append("\(id)-limits") }
        return ids.isEmpty ? nil : " aria-describedby=\"\(ids.joined(separator: " "))\""
    }
}

extension [FormField] {
    func html(in say: Language) -> HTML { "\(map { $0.html(in: say) })" }

    /// What is wrong, on top of the form, each line leading to its field; nothing when all is well.
    func summary(in say: Language) -> HTML? {
        let wrong = filter { $0.problem != nil }
        guard !wrong.isEmpty else { return nil }
        return """
            <div class="summary" role="alert" tabindex="-1"><h2>\(say(.pleaseCorrect(wrong.count)))</h2>
            <ul>\(wrong.map { "<li><a href=\"\(Link.here("f-\($0.name)"))\">\($0.label)</a>: \($0.problem)</li>" as HTML })</ul></div>

            """
    }
}
