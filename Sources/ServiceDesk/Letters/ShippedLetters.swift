import SupportPolicy

/// The desk's own words as a text with names: what a company begins with when it words a letter itself.
///
/// The desk itself writes these letters without a template (Correspondence.swift, QuoteLetter.swift, ContractLetter.swift), which is
/// faster; a test holds both against each other.
extension LetterKind {
    package func shipped(in language: Language) -> String {
        let own = language == .es ? spanish : english
        if self == .passwordLink || self == .requestLink { return own }
        let greeting = names.contains(.greeting) ? "{{greeting}}\n\n" : "", reply = names.contains(.reply) ? "\n{{reply}}" : ""
        return """
            \(greeting)\(own)
            {{#clause}}
            \(language == .es ? "Cláusula" : "Clause"): {{clause}}

            {{/clause}}
            {{company}}\(reply)
            """
    }

    private static let balance = (
        es: "{{#balance}}\nQuedan: {{balance}}.\n\n{{/balance}}", en: "{{#balance}}\nLeft: {{balance}}.\n\n{{/balance}}")
    private static let brought = (
        es: "Su certificado va adjunto. También está aquí, con su sesión: {{certificate_link}}\n",
        en: "Your certificate is attached. It is here as well, once you sign in: {{certificate_link}}\n")
    private static let wayIn = "{{#way_in}}\n{{way_in}}\n\n{{/way_in}}"

    private static let price = (
        es: "{{#price}}\nAl aceptar usted el cierre se descuenta: {{price}}.\n\n{{/price}}",
        en: "{{#price}}\nWhen you accept its closing this is charged: {{price}}.\n\n{{/price}}")

    private static let deadlines = """
        {{#deadlines}}
        {{deadlines}}

        {{/deadlines}}
        """

    private static let formalities = "{{#formalities}}\n{{formalities}}\n\n{{/formalities}}"

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

            {{#type}}
            Atendemos su solicitud como: {{type}}.

            {{/type}}
            \(Self.price.es)
            \(Self.deadlines)
            {{#asked}}
            {{asked}}

            {{/asked}}
            \(Self.formalities)
            \(Self.wayIn)
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

            {{#charges}}
            Al confirmar se descuenta de su contrato: {{charges}}.

            {{/charges}}
            {{#closes_at}}
            Si no recibimos su respuesta, se cerrará el {{closes_at}}.

            {{/closes_at}}
            """
        case .closing: "{{because}}\n\n\(Self.text)\n{{#charges}}\nServicios prestados y cargo: {{charges}}.\n\n{{/charges}}"
        case .merging:
            "Juntamos su solicitud {{folio}} con {{goes_on}}, porque tratan de lo mismo. Seguimos en {{goes_on}}: lo que escriba sobre cualquiera de las dos llega ahí.\n\n\(Self.text)"
        case .participation:
            "Le agregamos a la solicitud {{folio}}, «{{subject}}». Desde ahora recibe los correos sobre ella y puede contestarlos. Para verla, pida la liga en nuestra página con este folio y su correo; si no quiere participar, ahí mismo puede salir.\n"
        case .reopening: "Su solicitud se reabrió.\n\n\(Self.deadlines)"
        case .reclassification: "Atendemos su solicitud como: {{type}}.\n\n\(Self.price.es)\n\(Self.deadlines)\n\(Self.formalities)"
        case .defectConfirmed: "Confirmamos que es una falla de nuestro producto.\n\n{{text}}\n\n\(Self.deadlines)"
        case .closedDay:
            """
            El {{date}} no abrimos, aunque nuestro horario diga lo contrario; por eso cambia lo que le debemos.

            \(Self.text)
            \(Self.deadlines)
            """
        case .work: "{{work}}\n"
        case .quote:
            """
            Esto es lo que cotizamos. Pedirlo no le costó nada; nada se cobra si no acepta.

            {{agreement}}

            {{#link}}
            Para aceptarla o rechazarla, sin iniciar sesión:
            {{link}}

            La liga es sólo para usted y sirve hasta que responda.

            {{/link}}
            """
        case .quoteAccepted: "Recibimos su aceptación el {{accepted_at}}.{{#delivery}} Entrega prometida: {{delivery}}.{{/delivery}} Esto es lo que se acordó:\n\n{{agreement}}\n"
        case .quoteDeclined: "No se cobra nada. Si quiere otra, pídala: cotizar no cuesta.\n"
        case .quoteWithdrawn: "Ya no puede aceptarse. Nada se cobró.\n\n\(Self.text)"
        case .quoteExpired: "Valía hasta el {{valid_until}}. Si todavía la necesita, pida otra: cotizar no cuesta.\n"
        case .contractOpened: "{{plan}}, contrato {{number}}.{{#last_day}} Último día: {{last_day}}.{{/last_day}}\n\n{{certificate}}\n\n\(Self.balance.es)\(Self.brought.es)"
        case .contractToppedUp: "{{added}}.\n\n\(Self.balance.es)"
        case .littleLeft: "De su contrato {{number}} ya se usó el 80 % o más de: {{unit}}.\n\n\(Self.balance.es)\n\(Self.wayIn)"
        case .contractEnding: "El último día del contrato {{number}} es el {{last_day}}.\n\n\(Self.balance.es)\n\(Self.wayIn)"
        case .contractNotice: "{{because}}{{#last_day}} Su último día es el {{last_day}}.{{/last_day}}\n"
        case .contractResumed: "{{because}}{{#last_day}} Último día: {{last_day}}.{{/last_day}}\n\n\(Self.balance.es)"
        case .contractRenewed: "El contrato {{number}} rige hasta el {{last_day}}.\n\n{{certificate}}\n\n\(Self.balance.es)\(Self.brought.es)"
        case .contractEnded, .mailRefused: "{{because}}\n\n\(Self.wayIn)"
        case .passwordLink: "Para poner su contraseña en {{company}}, abra esta liga. Sirve una vez, durante tres días:\n\n{{link}}\n\nSi usted no la pidió, ignore este correo."
        case .requestLink: "Para ver su solicitud {{folio}}, abra esta liga. Funciona una vez, durante una hora:\n\n{{link}}\n\nSi usted no la pidió, ignore este correo.\n\n{{company}}"
        }
    }

    private var english: String {
        switch self {
        case .acknowledgement:
            """
            We received your request. Your folio is {{folio}}.{{#follows}} It follows {{follows}}, which is closed.{{/follows}}

            {{#type}}
            We serve your request as: {{type}}.

            {{/type}}
            \(Self.price.en)
            \(Self.deadlines)
            {{#asked}}
            {{asked}}

            {{/asked}}
            \(Self.formalities)
            \(Self.wayIn)
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

            {{#charges}}
            Confirming charges your contract: {{charges}}.

            {{/charges}}
            {{#closes_at}}
            Without your answer it closes on {{closes_at}}.

            {{/closes_at}}
            """
        case .closing: "{{because}}\n\n\(Self.text)\n{{#charges}}\nServices given, and their charge: {{charges}}.\n\n{{/charges}}"
        case .merging:
            "We merged your request {{folio}} into {{goes_on}}, because they are about the same. We go on in {{goes_on}}: what you write about either arrives there.\n\n\(Self.text)"
        case .participation:
            "We added you to the request {{folio}}, “{{subject}}”. From now on you get the mails about it and may answer them. To see it, ask for the link on our page with this folio and your e-mail; if you do not want to take part, you can leave there.\n"
        case .reopening: "Your request was reopened.\n\n\(Self.deadlines)"
        case .reclassification: "We serve your request as: {{type}}.\n\n\(Self.price.en)\n\(Self.deadlines)\n\(Self.formalities)"
        case .defectConfirmed: "We confirm that it is a fault of our product.\n\n{{text}}\n\n\(Self.deadlines)"
        case .closedDay:
            """
            On {{date}} we are closed, although our hours say otherwise; so what we owe you changes.

            \(Self.text)
            \(Self.deadlines)
            """
        case .work: "{{work}}\n"
        case .quote:
            """
            This is what we quote. Asking cost you nothing; nothing is charged unless you accept.

            {{agreement}}

            {{#link}}
            To accept or decline it, without signing in:
            {{link}}

            The link is for you alone, and works until you answer.

            {{/link}}
            """
        case .quoteAccepted: "We have your acceptance of {{accepted_at}}.{{#delivery}} Promised delivery: {{delivery}}.{{/delivery}} This is what was agreed:\n\n{{agreement}}\n"
        case .quoteDeclined: "Nothing is charged. If you want another, ask: quoting is free.\n"
        case .quoteWithdrawn: "It can no longer be accepted. Nothing was charged.\n\n\(Self.text)"
        case .quoteExpired: "It was good until {{valid_until}}. If you still need it, ask for another: quoting is free.\n"
        case .contractOpened: "{{plan}}, contract {{number}}.{{#last_day}} Last day: {{last_day}}.{{/last_day}}\n\n{{certificate}}\n\n\(Self.balance.en)\(Self.brought.en)"
        case .contractToppedUp: "{{added}}.\n\n\(Self.balance.en)"
        case .littleLeft: "Of your contract {{number}} 80 % or more is used: {{unit}}.\n\n\(Self.balance.en)\n\(Self.wayIn)"
        case .contractEnding: "The last day of contract {{number}} is {{last_day}}.\n\n\(Self.balance.en)\n\(Self.wayIn)"
        case .contractNotice: "{{because}}{{#last_day}} Its last day is {{last_day}}.{{/last_day}}\n"
        case .contractResumed: "{{because}}{{#last_day}} Last day: {{last_day}}.{{/last_day}}\n\n\(Self.balance.en)"
        case .contractRenewed: "Contract {{number}} runs until {{last_day}}.\n\n{{certificate}}\n\n\(Self.balance.en)\(Self.brought.en)"
        case .contractEnded, .mailRefused: "{{because}}\n\n\(Self.wayIn)"
        case .passwordLink: "To set your password at {{company}}, open this link. It works once, for three days:\n\n{{link}}\n\nIf you did not ask for it, ignore this mail."
        case .requestLink: "To see your request {{folio}}, open this link. It works once, for one hour:\n\n{{link}}\n\nIf you did not ask for it, ignore this mail.\n\n{{company}}"
        }
    }
}
