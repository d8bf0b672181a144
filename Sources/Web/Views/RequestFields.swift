import ServiceDesk
import SupportPolicy

/// The fields of a company's public form, as its policy lists them, with what was typed and what is wrong.
struct RequestFields {
    let policy: Policy
    let slug: String
    let language: Language
    /// Who is signed in: need not say who he is.
    let person: Principal?

    func all(_ form: FormBody, problems: [FieldProblem], challenge: String?) -> [FormField] {
        var fields = policy.forms[.portal].map { asked in
            asked.fields.map { field($0.id, $0.label, isRequired: $0.isRequired, hint: $0.hint, form, problems) }
        } ?? Self.usual.map { field($0.id, $0.label(in: language), isRequired: $0.isRequired, hint: nil, form, problems) }
        fields.append(FormField(name: "website", kind: .trap))
        if let challenge {
            fields.append(FormField(
                name: "code", label: Said(es: "Ingrese el código que aparece", en: "Type the code you see")(in: language),
                kind: .pictureCode(picture: Link(slug, "picture", challenge), words: Link(slug, "question", challenge)), isRequired: true,
                problem: problem("code", problems)))
            fields.append(FormField(name: "challenge", kind: .hidden, value: challenge))
        }
        return fields
    }

    /// What a company without a form of its own asks.
    private static let usual: [(id: String, label: Said, isRequired: Bool)] = [
        ("email", Said(es: "Correo", en: "E-mail"), true), ("name", Said(es: "Nombre", en: "Name"), false),
        ("subject", Said(es: "Asunto", en: "Subject"), true), ("description", Said(es: "Descripción", en: "Description"), true),
        ("files", Said(es: "Archivos", en: "Files"), false),
    ]

    private func field(
        _ id: String, _ label: String, isRequired: Bool, hint: String?, _ form: FormBody, _ problems: [FieldProblem]
    ) -> FormField {
        var value = form[id]
        if let person, value.isEmpty {
            if id == "email" { value = person.email }
            if id == "name" { value = person.name }
        }
        return FormField(
            name: id, label: label, kind: kind(id), isRequired: isRequired, value: value, hint: hint, problem: problem(id, problems))
    }

    private func kind(_ id: String) -> FormField.Kind {
        switch id {
        case "email": .email
        case "rfc": .rfc
        case "phone": .phone
        case "description", "steps": .multiline(rows: id == "steps" ? 4 : 7)
        case "files": .files(
            accept: "image/*,.pdf,.xml,.zip,.txt,.doc,.docx,.xls,.xlsx",
            limits: Said(es: "Imágenes o documentos, hasta 25 MB cada uno.", en: "Pictures or documents, up to 25 MB each.")(in: language))
        case "department": .select(choices(policy.departments))
        case "priority": .select(choices(policy.priorities))
        case "type": .select(choices(policy.types))
        case "category": .select(choices(policy.categories))
        default: .text
        }
    }

    private func choices(_ list: [SupportPolicy.Choice]) -> [Choice] {
        [Choice(value: "", label: Said(es: "Elija…", en: "Choose…")(in: language))] + list.map { Choice(value: $0.id, label: $0.label) }
    }

    private func problem(_ field: String, _ problems: [FieldProblem]) -> String? {
        problems.first { $0.field == field }?.message(in: language)
    }
}
