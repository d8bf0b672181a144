import SupportPolicy

/// The desk's own words as a text with names: what a company begins with when it words a letter itself.
///
/// The desk itself writes these letters without a template (Correspondence.swift), which is faster; a test holds both against
/// each other.
extension LetterKind {
    package func shipped(in language: Language) -> String {
        let own = language == .es ? spanish : english
        let clause = language == .es ? "Cláusula" : "Clause"
        return """
            {{greeting}}

            \(own)
            {{#clause}}
            \(clause): {{clause}}

            {{/clause}}
            {{company}}
            {{reply}}
            """
    }

    private static let deadlines = """
        {{#deadlines}}
        {{deadlines}}

        {{/deadlines}}
        """

    private static let text = """
        {{#text}}
        {{text}}

        {{/text}}
        """

    private var spanish: String {
        switch self {
        case .acknowledgement:
            """
            Recibimos su solicitud. Su folio es {{folio}}.{{#follows}} Da seguimiento a {{follows}}, que ya está cerrada.{{/follows}}

            \(Self.deadlines)
            {{#asked}}
            {{asked}}

            {{/asked}}
            """
        case .answer: "{{text}}{{^text}}Agregamos archivos a su solicitud.{{/text}}\n"
        case .question:
            """
            Necesitamos algo de usted:

            {{text}}

            {{#closes_at}}
            Si no recibimos su respuesta, la solicitud se cerrará el {{closes_at}}.

            {{/closes_at}}
            """
        case .contactAttempt:
            """
            {{text}}

            {{#closes_at}}
            Hasta ahora hicimos {{attempt}} de {{attempts}} intentos de contacto en días hábiles. Si no responde a los {{attempts}}, su solicitud se cerrará el {{closes_at}}.

            {{/closes_at}}
            """
        case .closingOffer:
            """
            \(Self.text)
            Creemos que su solicitud quedó resuelta. Confirme el cierre, o díganos qué falta.

            {{#closes_at}}
            Si no recibimos su respuesta, se cerrará el {{closes_at}}.

            {{/closes_at}}
            """
        case .closing: "{{because}}\n\n\(Self.text)"
        case .reopening: "Su solicitud se reabrió.\n\n\(Self.deadlines)"
        case .closedDay:
            """
            El {{date}} no abrimos, aunque nuestro horario diga lo contrario; por eso cambia lo que le debemos.

            \(Self.text)
            \(Self.deadlines)
            """
        }
    }

    private var english: String {
        switch self {
        case .acknowledgement:
            """
            We received your request. Your folio is {{folio}}.{{#follows}} It follows {{follows}}, which is closed.{{/follows}}

            \(Self.deadlines)
            {{#asked}}
            {{asked}}

            {{/asked}}
            """
        case .answer: "{{text}}{{^text}}We added files to your request.{{/text}}\n"
        case .question:
            """
            We need something from you:

            {{text}}

            {{#closes_at}}
            Without your answer the request closes on {{closes_at}}.

            {{/closes_at}}
            """
        case .contactAttempt:
            """
            {{text}}

            {{#closes_at}}
            So far we made {{attempt}} of {{attempts}} attempts to reach you on business days. Without an answer to all {{attempts}}, your request closes on {{closes_at}}.

            {{/closes_at}}
            """
        case .closingOffer:
            """
            \(Self.text)
            We think your request is solved. Please confirm the closing, or tell us what is missing.

            {{#closes_at}}
            Without your answer it closes on {{closes_at}}.

            {{/closes_at}}
            """
        case .closing: "{{because}}\n\n\(Self.text)"
        case .reopening: "Your request was reopened.\n\n\(Self.deadlines)"
        case .closedDay:
            """
            On {{date}} we are closed, although our hours say otherwise; so what we owe you changes.

            \(Self.text)
            \(Self.deadlines)
            """
        }
    }
}
