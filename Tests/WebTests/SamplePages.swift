import SupportPolicy
@testable import Web

/// Every page once or more, as the sample companies would fill it: what tests read and eyes look at.
enum Sample {
    static func pages(in language: Language = .es) -> [(name: String, page: any Page)] {
        portal(language) + console(language)
    }

    // MARK: Companies and people

    static let fel = CompanyFace(
        slug: "fel", name: "Facturar en Línea", accent: 1,
        supportLine: "Facturar en Línea, proveedor autorizado de certificación, aprobación SAT núm. 55029")
    static let intecnia = CompanyFace(
        slug: "intecnia", name: "Intecnia", accent: 0, supportLine: "Intecnia, Soluciones en Cómputo y Telecomunicaciones")

    static func visitor(_ language: Language = .es, at company: CompanyFace = fel) -> PageFrame {
        PageFrame(
            company: company, language: language,
            languages: [LanguageLink(language: language == .es ? .en : .es, link: Link(company.slug).with([("lang", language == .es ? "en" : "es")]))],
            csrfToken: "c5rf", generatedAt: "lun 2 mar 2026, 15:20")
    }

    static func client(_ language: Language = .es) -> PageFrame {
        var frame = visitor(language)
        frame.person = SignedInPerson(name: "Luna Ortega", role: "Papelería Luna")
        frame.navigation = [
            NavigationItem(label: "Mis solicitudes", link: .requests("fel"), isCurrent: true),
            NavigationItem(label: "Nueva solicitud", link: .requestForm("fel")),
        ]
        frame.stream = .stream("fel")
        return frame
    }

    static func agent(_ language: Language = .es, current: Int = 0) -> PageFrame {
        var frame = visitor(language, at: intecnia)
        frame.person = SignedInPerson(name: "Inés Robles", role: "Consultora, nivel 1")
        let items: [(String, Link, Int?)] = [
            ("Bandeja", .queue("intecnia"), 38), ("Avisos", .notices("intecnia"), 3), ("Correo", .outbox("intecnia"), nil),
            ("Personas", .people("intecnia"), nil), ("Política", .policy("intecnia"), nil),
        ]
        frame.navigation = items.enumerated().map { index, item in
            NavigationItem(label: item.0, link: item.1, isCurrent: index == current, count: item.2)
        }
        frame.stream = .stream("intecnia")
        return frame
    }

    // MARK: Clauses, deadlines, entries

    static let fel27 = ClauseCite(
        id: "FEL-27", section: "Tiempos de respuesta",
        quote: "Para el servicio de Ticket el tiempo de respuesta es de 24 hrs. hábiles y la solución no mayor a 48 hrs. hábiles.",
        link: Link("fel", "policy"))
    static let in37 = ClauseCite(id: "IN-37", section: "Tiempos de respuesta", quote: "Severidad 1: fuera de servicio o un número significativo de usuarios afectados, 8 horas.")
    static let in43 = ClauseCite(id: "IN-43")
    static let in59 = ClauseCite(id: "IN-59", section: "Cierre de casos", quote: "Se harán tres intentos de contacto, por teléfono o correo, en días hábiles.")

    static let reckoning = ReckoningTable(
        intro: "8 horas hábiles desde el jueves 26 de febrero, 17:20",
        lines: [
            .init(span: "jue 26 feb, 17:20–19:00", counted: "1 h 40 min", total: "1 h 40 min"),
            .init(span: "vie 27 feb, 9:00–10:30", counted: "1 h 30 min", total: "3 h 10 min"),
            .init(span: "vie 27 feb, 10:30–14:00", counted: "0 min", total: "3 h 10 min", note: "en espera del cliente (IN-43)", counts: false),
            .init(span: "vie 27 feb, 16:00–19:00", counted: "3 h", total: "6 h 10 min"),
            .init(span: "sáb 28 feb – dom 1 mar", counted: "0 min", total: "6 h 10 min", note: "fin de semana (IN-41)", counts: false),
            .init(span: "lun 2 mar, 9:00–10:50", counted: "1 h 50 min", total: "8 h"),
        ],
        result: "Vence el lunes 2 de marzo a las 10:50")

    static let owed = OwedLine(
        what: "Le debemos la primera respuesta", due: "Vence hoy, 17:00", left: "faltan 1 h 40 min hábiles", standing: .calm,
        because: fel27,
        bar: TimeBar(
            stretches: [.init(kind: .used, share: 470), .init(kind: .paused, share: 140), .init(kind: .left, share: 390)],
            words: "2 h de 3 h 40 min hábiles, 35 min en pausa", start: "Recibida 12:45", end: "Vence 17:00"),
        reckoning: reckoning)

    static let late = OwedLine(
        what: "Primera respuesta", due: "Venció hoy, 10:50", left: "hace 2 h 10 min hábiles", standing: .late, because: in37,
        bar: TimeBar(
            stretches: [.init(kind: .used, share: 560), .init(kind: .paused, share: 190), .init(kind: .late, share: 250)],
            words: "8 h hábiles, 3 h 30 min en pausa, 2 h 10 min de más", start: "jue 17:20", end: "ahora"),
        reckoning: reckoning)

    static let entries = [
        EntryLine(
            kind: .client, at: "jue 26 feb, 17:20", instant: "2026-02-26T23:20:00Z", who: "Luna Ortega", what: "escribió",
            text: "Al timbrar me aparece «CSD no vigente».\n\nPasos: 1. Nueva factura. 2. Elijo el cliente. 3. Timbrar.\nEl certificado lo renové <ayer>.",
            attachments: [AttachmentLine(name: "captura-171802.png", size: "214 KB", link: Link("fel", "files", "1")),
                          AttachmentLine(name: "factura F-2231.xml", size: "6 KB", link: Link("fel", "files", "2"))]),
        EntryLine(
            kind: .event, at: "jue 26 feb, 17:20", instant: "2026-02-26T23:20:00Z", who: "Ventanilla", what: "asignó el folio y avisó a la cliente",
            cite: ClauseCite(id: "FEL-13")),
        EntryLine(
            kind: .answer, at: "vie 27 feb, 10:30", instant: "2026-02-27T16:30:00Z", who: "Inés Robles", what: "pidió información",
            text: "Buenos días, Luna. ¿Nos comparte el archivo .cer renovado? Sin la llave privada, por favor.", cite: ClauseCite(id: "FEL-24")),
        EntryLine(
            kind: .client, at: "hoy, 12:45", instant: "2026-03-02T18:45:00Z", who: "Luna Ortega", what: "respondió", text: "Aquí va, gracias.",
            attachments: [AttachmentLine(name: "CSD_2026.cer", size: "2 KB", link: Link("fel", "files", "3"))]),
    ]

    static let agentEntries = entries + [
        EntryLine(
            kind: .note, at: "hoy, 12:58", instant: "2026-03-02T18:58:00Z", who: "Inés Robles", what: "anotó",
            text: "El .cer es de FIEL, no de sello. Mismo caso que A-87."),
        EntryLine(
            kind: .refused, at: "hoy, 13:02", instant: "2026-03-02T19:02:00Z", who: "Tomás Ek", what: "quiso cerrar sin tres intentos de contacto",
            cite: in59),
    ]

    static func requestFields(wrong: Bool = false) -> [FormField] {
        [
            FormField(name: "email", label: "E-mail", kind: .email, isRequired: true, value: wrong ? "luna@papeleria" : "",
                      hint: "Ahí recibirá su folio y nuestras respuestas.", problem: wrong ? "Este correo está incompleto: falta la terminación, como «.com» o «.mx»." : nil),
            FormField(name: "rfc", label: "RFC", kind: .rfc, isRequired: true, value: wrong ? "PLU9901" : "",
                      hint: "12 o 13 caracteres, sin guiones.", problem: wrong ? "Un RFC tiene 12 o 13 caracteres; este tiene 7." : nil),
            FormField(name: "department", label: "Departamento", kind: .select([
                Choice(value: "", label: "Elija uno"), Choice(value: "technical", label: "Soporte Técnico"),
                Choice(value: "accounting", label: "Soporte Contable"), Choice(value: "payments", label: "Seguimiento de pagos"),
                Choice(value: "complaints", label: "Quejas o sugerencias")]), isRequired: true, value: wrong ? "technical" : ""),
            FormField(name: "subject", label: "Asunto", kind: .text, isRequired: true, value: wrong ? "No puedo timbrar" : ""),
            FormField(name: "priority", label: "Prioridad", kind: .select([
                Choice(value: "low", label: "Baja"), Choice(value: "normal", label: "Media"), Choice(value: "high", label: "Alta")]),
                isRequired: true, value: "normal"),
            FormField(name: "comments", label: "Comentarios", kind: .multiline(rows: 7), value: wrong ? "Aparece «CSD no vigente»." : ""),
            FormField(name: "files", label: "Capturas y archivos", kind: .files(accept: "image/*,.pdf,.xml,.zip", limits: "Hasta 10 archivos, 20 MB en total.")),
            FormField(name: "code", label: "Ingrese el código que aparece", kind: .pictureCode(picture: Link("fel", "picture", "7.png"), words: Link.requestForm("fel").with([("check", "words")])), isRequired: true),
            FormField(name: "check", kind: .hidden, value: "7"),
            FormField(name: "website", kind: .trap),
        ]
    }
}
