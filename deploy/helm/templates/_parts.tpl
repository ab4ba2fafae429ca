{{- define "first-step.labels" -}}
app.kubernetes.io/name: first-step
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "first-step.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag }}
{{- end }}

{{- define "first-step.pod-security" -}}
automountServiceAccountToken: false
serviceAccountName: {{ .Release.Name }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "first-step.container-security" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{- /* Arguments: root, and rasa and action: where those two answer, or listen. */}}
{{- define "first-step.environment" -}}
env:
  - {name: FIRST_STEP_ENV, value: production}
  - {name: FIRST_STEP_DATA_DIR, value: /app/var}
  - {name: FIRST_STEP_WEB_HOST, value: 0.0.0.0}
  - {name: FIRST_STEP_PUBLIC_URL, value: {{ .root.Values.publicUrl | quote }}}
  - {name: FIRST_STEP_ALLOWED_ORIGINS, value: {{ .root.Values.allowedOrigins | quote }}}
  - {name: FIRST_STEP_TRUSTED_PROXIES, value: {{ .root.Values.trustedProxies | quote }}}
  - {name: FIRST_STEP_REDIS_URL, value: {{ .root.Values.redisUrl | quote }}}
  - {name: FIRST_STEP_RASA_URL, value: {{ .rasa | quote }}}
  - {name: FIRST_STEP_ACTION_URL, value: {{ .action | quote }}}
  - name: FIRST_STEP_DATABASE_URL
    valueFrom: {secretKeyRef: {name: {{ .root.Values.existingSecret }}, key: database-url}}
  - {name: FIRST_STEP_SEALING_KEYS_FILE, value: /run/secrets/first-step/sealing-keys}
  - {name: FIRST_STEP_INDEX_KEY_FILE, value: /run/secrets/first-step/index-key}
  - {name: FIRST_STEP_TOKEN_KEY_FILE, value: /run/secrets/first-step/token-key}
  - {name: FIRST_STEP_RASA_TOKEN_FILE, value: /run/secrets/first-step/rasa-token}
{{- end }}

{{- define "first-step.outside-urls" -}}
{{- $rasa := printf "http://%s-rasa:5005" .Release.Name -}}
{{- $action := printf "http://%s-actions:5055" .Release.Name -}}
{{ include "first-step.environment" (dict "root" . "rasa" $rasa "action" $action) }}
{{- end }}

{{- define "first-step.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: secrets, mountPath: /run/secrets/first-step, readOnly: true}
{{- end }}

{{- define "first-step.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 512Mi}
- name: secrets
  secret:
    secretName: {{ .Values.existingSecret }}
    defaultMode: 0440
    items:
      {{- range list "sealing-keys" "index-key" "token-key" "rasa-token" }}
      - {key: {{ . }}, path: {{ . }}}
      {{- end }}
{{- end }}
